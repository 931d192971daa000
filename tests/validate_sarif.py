"""Holds a SARIF report against OASIS's own schema, which is not ours to copy here.

    python3 tests/validate_sarif.py sarif-schema-2.1.0.json report.sarif

The schema lies beside the standard, https://docs.oasis-open.org/sarif/sarif/v2.1.0/; PyPI's
`jsonschema` checks it. tests/secrets_report.rs checks the structure without either.
"""

import json
import sys

import jsonschema

schema, report = (json.load(open(path)) for path in sys.argv[1:3])
validator = jsonschema.validators.validator_for(schema)(schema)
problems = [f"{list(one.path)}: {one.message}" for one in validator.iter_errors(report)]
print("\n".join(problems) or "valid")
sys.exit(bool(problems))
