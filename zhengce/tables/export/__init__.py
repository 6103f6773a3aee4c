"""Documents as files, a format a module: CSV and XLSX for spreadsheets, JSON lines and Parquet for programs."""
