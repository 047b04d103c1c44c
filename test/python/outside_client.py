"""Uses a running system as any outside AWS client would, and prints what it saw as one JSON object."""

import json
import os

import boto3

system = json.loads(os.environ["EVENKEEL_SYSTEM"])
os.environ.update(system["environment"])


def client(name):
    return boto3.client(name, region_name=system["region"])


cloudwatch = client("cloudwatch")
namespace = "outside-client"
cloudwatch.put_metric_data(
    Namespace=namespace,
    MetricData=[{"MetricName": "Seen", "Value": 3.0, "Unit": "Count"}],
)
cloudwatch.put_metric_alarm(
    AlarmName="outside-client-alarm",
    Namespace=namespace,
    MetricName="Seen",
    Statistic="Sum",
    Period=60,
    EvaluationPeriods=1,
    Threshold=1,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
    TreatMissingData="notBreaching",
)
cloudwatch.set_alarm_state(
    AlarmName="outside-client-alarm", StateValue="ALARM", StateReason="set by hand"
)
history = cloudwatch.describe_alarm_history(AlarmName="outside-client-alarm", HistoryItemType="StateUpdate")
statement = client("rds-data").execute_statement(
    resourceArn=system["outputs"]["ClusterArn"],
    secretArn=system["outputs"]["ClusterSecretArn"],
    database="catalog",
    sql="SELECT :word AS word, count(*) AS products FROM products",
    parameters=[{"name": "word", "value": {"stringValue": "level"}}],
)
print(
    json.dumps(
        {
            "tables": client("dynamodb").list_tables()["TableNames"],
            "alarms": [a["AlarmName"] for a in cloudwatch.describe_alarms()["MetricAlarms"]],
            "history": [item["HistorySummary"] for item in history["AlarmHistoryItems"]],
            "metrics": [m["MetricName"] for m in cloudwatch.list_metrics(Namespace=namespace)["Metrics"]],
            "record": statement["records"][0],
        }
    )
)
