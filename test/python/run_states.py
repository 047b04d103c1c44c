"""Runs state machines in moto's interpreter, and prints how each execution ended as one JSON list."""

import json
import os
import sys
import time

import boto3
from moto import mock_aws

ROLE = "arn:aws:iam::123456789012:role/machine"


def run(client, name, case):
    machine = client.create_state_machine(name=name, definition=json.dumps(case["definition"]), roleArn=ROLE)
    execution = client.start_execution(
        stateMachineArn=machine["stateMachineArn"], input=json.dumps(case["input"])
    )["executionArn"]
    for _ in range(600):
        described = client.describe_execution(executionArn=execution)
        if described["status"] != "RUNNING":
            break
        time.sleep(0.05)
    return {
        "status": described["status"],
        "output": described.get("output"),
        "error": described.get("error"),
    }


os.environ.update(AWS_DEFAULT_REGION="us-east-1", AWS_ACCESS_KEY_ID="any", AWS_SECRET_ACCESS_KEY="any")
with open(sys.argv[1], encoding="utf-8") as file:
    cases = json.load(file)
with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
    client = boto3.client("stepfunctions")
    print(json.dumps([run(client, f"case-{at}", case) for at, case in enumerate(cases)]))
