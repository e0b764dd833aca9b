"""The register of orders (F-22)."""
