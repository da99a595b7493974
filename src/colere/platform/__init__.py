"""Shared Django apps that know no noun of customer care: sign-in, permissions, the log, jobs, measures, pages."""
