"""What the user set, in `zhengce.toml` and the environment."""
