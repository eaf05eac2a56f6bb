"""What every room shares: countries, periods, tables, code lists, the ledger, provenance."""
