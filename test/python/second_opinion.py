"""Runs MiniStack, with its Docker containers of PostgreSQL replaced by servers that already run.

MiniStack executes the SQL of the RDS Data API in a container that it starts for each cluster. There is no Docker here, so
each cluster named in SECOND_OPINION_POSTGRES, a JSON object, gets the address and the superuser of a PostgreSQL instead.
The rest of MiniStack is as it was published, but for what is corrected below.
"""

import json
import os
import threading

import psycopg2
from psycopg2 import sql

import ministack.core.iam_evaluator as iam_evaluator
import ministack.services.apigateway_v1 as apigateway
import ministack.services.cloudformation.engine as engine
import ministack.services.rds_data as rds_data
from ministack.app import main

servers = json.loads(os.environ["SECOND_OPINION_POSTGRES"])
connect_to_container = rds_data._connect
preparing = threading.Lock()
prepared = {}


def server_of(instance):
    return servers.get(instance.get("DBClusterIdentifier"))


def prepare(server, instance, password):
    """Gives a new cluster what RDS gives it: no databases of an earlier one, and its master user."""
    identity = instance["DbiResourceId"]
    with preparing:
        if prepared.get(server["port"]) == identity:
            return
        connection = psycopg2.connect(
            host=server["host"], port=server["port"], user=server["user"], password=server["password"], dbname="postgres"
        )
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("SELECT datname FROM pg_database WHERE datname <> 'postgres' AND NOT datistemplate")
        for (name,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname <> current_user AND rolname NOT LIKE 'pg\\_%'")
        roles = [sql.Identifier(name) for (name,) in cursor.fetchall()]
        for role in roles:
            cursor.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(role))
        for role in roles:
            cursor.execute(sql.SQL("DROP ROLE {}").format(role))
        cursor.execute(
            sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD {}").format(
                sql.Identifier(instance["MasterUsername"]), sql.Literal(password)
            )
        )
        connection.close()
        prepared[server["port"]] = identity


def connect(instance, kind, database=None, password=None, username=None):
    server = server_of(instance)
    if server is None:
        return connect_to_container(instance, kind, database, password, username)
    if username in (None, instance["MasterUsername"]):
        prepare(server, instance, password)
    at = {**instance, "_internal_address": server["host"], "_internal_port": server["port"]}
    return connect_to_container(at, kind, database, password, username)


def substitute_named_params(statement, names):
    """psycopg2 takes every % of a statement with parameters for a placeholder; MiniStack escapes none."""
    return substitute(statement.replace("%", "%%") if names else statement, names)


substitute = rds_data._substitute_named_params
rds_data._substitute_named_params = substitute_named_params
rds_data._connect = connect
rds_data._has_real_endpoint = lambda instance: server_of(instance) is not None

resolve_intrinsic = engine._resolve_refs


def resolve_refs(value, resources, *more):
    """A Ref to a secret is its ARN; MiniStack resolves it to the name, which no policy would allow."""
    resource = resources.get(value["Ref"], {}) if isinstance(value, dict) and "Ref" in value else {}
    if resource.get("ResourceType", resource.get("Type")) == "AWS::SecretsManager::Secret" and "Attributes" in resource:
        return resource["Attributes"]["Arn"]
    return resolve_intrinsic(value, resources, *more)


engine._resolve_refs = resolve_refs

invoke_integration = apigateway._invoke_lambda_proxy_v1


async def invoke_lambda_proxy(integration, api_id, stage_name, stage, *more, **named):
    """The URI of an integration may name stage variables, such as the alias of a function; MiniStack leaves them as they are."""
    uri = integration.get("uri", "")
    for name, value in (stage.get("variables") or {}).items():
        uri = uri.replace("${stageVariables." + name + "}", value)
    return await invoke_integration({**integration, "uri": uri}, api_id, stage_name, stage, *more, **named)


apigateway._invoke_lambda_proxy_v1 = invoke_lambda_proxy

decide = iam_evaluator.enforce

# IAM has no actions of their own for batches: SQS asks for that of a single message.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
OF_BATCHES = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
}


def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
    """Reports who was denied what. The CDK's own roles may do everything: their policies are not the project's.

    A batch needs the action of a single message. Every call to AWS comes over TLS, which queues demand, and none to a
    server on this machine.
    """
    action = OF_BATCHES.get(iam_action, iam_action)
    source_ip, _ = iam_evaluator._request_origin.get()
    iam_evaluator.pin_request_origin(source_ip, True)
    denied = decide(access_key_id, action, service, region, resource_arn, service_context)
    principal = getattr(denied, "principal_arn", None)
    if principal is not None and ":assumed-role/cdk-" in principal:
        return None
    if denied is not None:
        print(f"DENIED {action} on {resource_arn} to {principal or access_key_id}", flush=True)
    return denied


iam_evaluator.enforce = enforce

if __name__ == "__main__":
    main()
