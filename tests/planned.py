"""The plan of a first night: nothing is known before it."""

import datetime

from transforms.inputs import find
from transforms.inputs.known import Known
from transforms.inputs.plan import plan_night
from transforms.inputs.planned import Plan
from transforms.inputs.rules import Rules

NOW = datetime.datetime(2026, 11, 21, 22, tzinfo=datetime.UTC)
SCORED_BY = (("0.5.1+abc", "digest"),)


def find_inputs(*arguments, **options) -> Plan:
    """What is found and planned; arguments as `transforms.inputs.find.find_inputs` takes them."""
    found = find.find_inputs(*arguments, **options)
    return plan_night(found, Known(), Rules(NOW, SCORED_BY))
