"""Judges recorded requests by botocore's service models: reads them as JSON from stdin, and prints operations and problems.

Each request is parsed back into the parameters of its operation, in the protocol that it was sent in, and those are checked
as botocore checks the parameters of its own calls: names, types, what is required, and least lengths. Enumerations and
greatest lengths, which botocore leaves to the services, are checked too.
"""

import base64
import json
import re
import sys
from functools import cache
from urllib.parse import parse_qsl, unquote

from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

loader = Loader()


# The services whose signatures have another scope than their own name.
SERVICES = {"dynamodb": ["dynamodb", "dynamodbstreams"], "monitoring": ["cloudwatch"], "servicequotas": ["service-quotas"]}


@cache
def models_of(scope):
    """The service models of the service name that a signature's scope has."""
    return [ServiceModel(loader.load_service_model(name, "service-2"), name) for name in SERVICES.get(scope, [scope])]


class Unknown(Exception):
    pass


def operation_of(request):
    try:
        candidates = models_of(request["service"])
    except UnknownServiceError:
        raise Unknown(f"no service signs as {request['service']}")
    if request["target"]:
        prefix, _, name = request["target"].rpartition(".")
        for model in candidates:
            if model.metadata.get("targetPrefix") == prefix and name in model.operation_names:
                return model.operation_model(name), json.loads(base64.b64decode(request["body"]) or "{}")
    path, _, query = request["url"].partition("?")
    text = base64.b64decode(request["body"])
    if request["contentType"].startswith("application/x-www-form-urlencoded"):
        fields = dict(parse_qsl(text.decode(), keep_blank_values=True))
        for model in candidates:
            if model.metadata.get("apiVersion") == fields.get("Version") and fields["Action"] in model.operation_names:
                operation = model.operation_model(fields["Action"])
                del fields["Action"], fields["Version"]
                return operation, from_query(fields, operation.input_shape)
    for model in candidates:
        if model.metadata["protocol"].startswith("rest"):
            for name in model.operation_names:
                operation = model.operation_model(name)
                found = match(operation, request["method"], path)
                if found is not None:
                    return operation, from_rest(operation, found, query, text)
    raise Unknown(f"no operation of {request['service']} is {request['method']} {path} {request['target']}".strip())


def match(operation, method, path):
    template = operation.http["requestUri"].partition("?")[0]
    if operation.http["method"] != method:
        return None
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.sub(r"\\{(\w+)\\\+\\}", r"(?P<\1>.+)", re.escape(template)))
    found = re.fullmatch(pattern.rstrip("/") + "/?", path)
    return None if found is None else {name: unquote(value) for name, value in found.groupdict().items()}


def from_rest(operation, uri, query, text):
    shape, parameters = operation.input_shape, {}
    if shape is None:
        return parameters
    given = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        given.setdefault(name, []).append(value)
    members = {}
    for name, member in shape.members.items():
        location, wire = member.serialization.get("location"), member.serialization.get("name", name)
        if location == "uri":
            parameters[name] = scalar(member, uri[wire])
        elif location == "querystring" and wire in given:
            values = given.pop(wire)
            parameters[name] = values if member.type_name == "list" else scalar(member, values[0])
        elif location is None:
            members[wire] = name
    payload = shape.serialization.get("payload")
    if payload is not None:
        if text and shape.members[payload].serialization.get("location") is None:
            is_structure = shape.members[payload].type_name == "structure"
            parameters[payload] = json.loads(text) if is_structure else text
    elif text:
        for wire, value in json.loads(text).items():
            parameters[members.get(wire, wire)] = value
    for name in given:
        # The SDK for JavaScript names the operation in the query.
        if name != "x-id" and f"{name}=" not in operation.http["requestUri"]:
            parameters[f"?{name}"] = given[name]
    return parameters


def from_query(fields, shape, prefix=""):
    if shape.type_name == "structure":
        names = {m.serialization.get("name", n): n for n, m in shape.members.items()}
        heads = {key[len(prefix):].split(".")[0] for key in fields if key.startswith(prefix)}
        return {
            names.get(head, head): from_query(fields, shape.members[names[head]], f"{prefix}{head}")
            if names.get(head) in shape.members and shape.members[names[head]].type_name not in ("structure", "list")
            else from_query(fields, shape.members[names[head]], f"{prefix}{head}.")
            if head in names
            else fields.get(prefix + head)
            for head in heads
        }
    if shape.type_name == "list":
        inner = "" if shape.serialization.get("flattened") else f"{shape.member.serialization.get('name', 'member')}."
        counts = {int(k[len(prefix + inner):].split(".")[0]) for k in fields if k.startswith(prefix + inner)}
        dotted = "." if shape.member.type_name in ("structure", "list") else ""
        return [from_query(fields, shape.member, f"{prefix}{inner}{n}{dotted}") for n in sorted(counts)]
    return scalar(shape, fields[prefix])


def scalar(shape, text):
    if shape.type_name in ("integer", "long"):
        return int(text)
    if shape.type_name in ("float", "double"):
        return float(text)
    if shape.type_name == "boolean":
        return {"true": True, "false": False}.get(text, text)
    return text


def beyond(shape, value, path):
    """What botocore leaves to the services to reject: unknown words, and too long texts and lists."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, inner in value.items():
            if name in shape.members:
                yield from beyond(shape.members[name], inner, f"{path}.{name}")
    elif shape.type_name == "map" and isinstance(value, dict):
        for name, inner in value.items():
            yield from beyond(shape.value, inner, f"{path}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        for inner in value:
            yield from beyond(shape.member, inner, f"{path}[]")
    if getattr(shape, "enum", None) and value not in shape.enum:
        yield f"{path} is {value!r}, which is none of {', '.join(shape.enum)}"
    most = shape.metadata.get("max")
    if most is not None and (
        (isinstance(value, (str, list, dict)) and len(value) > most)
        or (isinstance(value, (int, float)) and not isinstance(value, bool) and value > most)
    ):
        yield f"{path} is longer or greater than {most}"


operations, problems = {}, set()
for request in json.load(sys.stdin):
    try:
        operation, parameters = operation_of(request)
    except Unknown as error:
        problems.add(str(error))
        continue
    name = f"{operation.service_model.service_name}:{operation.name}"
    operations[name] = operations.get(name, 0) + 1
    if operation.input_shape is None:
        continue
    report = ParamValidator().validate(parameters, operation.input_shape)
    if report.has_errors():
        problems.add(f"{name}: {report.generate_report()}")
    problems.update(f"{name}: {problem}" for problem in beyond(operation.input_shape, parameters, ""))
print(json.dumps({"operations": operations, "problems": sorted(problems)}))
