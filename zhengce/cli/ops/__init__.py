"""Operations: what `zhengce ops` groups, and what crawls call at their end."""
