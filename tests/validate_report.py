"""Holds a report against a JSON Schema of others, which is not ours to copy here.

    python3 tests/validate_report.py sarif-schema-2.1.0.json report.sarif

SARIF's schema lies beside the standard, https://docs.oasis-open.org/sarif/sarif/v2.1.0/; GitLab's in
its project security-report-schemas, dist/secret-detection-report-format.json. PyPI's `jsonschema`
checks them. `.ci/run` brings SARIF's, and checks GitLab's where LAYERSCOPE_GITLAB_SCHEMA names it.
tests/secrets_report.rs checks the structure without any of these.
"""

import json
import sys

import jsonschema

schema, report = (json.load(open(path)) for path in sys.argv[1:3])
validator = jsonschema.validators.validator_for(schema)(schema)
problems = [f"{list(one.path)}: {one.message}" for one in validator.iter_errors(report)]
print("\n".join(problems) or "valid")
sys.exit(bool(problems))
