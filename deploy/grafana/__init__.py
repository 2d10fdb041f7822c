"""The Grafana dashboards, made from Python: `python -m deploy.grafana` writes deploy/grafana/dashboards."""
