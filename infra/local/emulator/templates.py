"""Reads the project's CloudFormation templates: what `aws cloudformation package` and the stack's own evaluation would make of them."""

import json
import re

from samtranslator.yaml_helper import yaml_parse


class NotUnderstood(Exception):
    """The template uses something that this reader has not learnt."""


def read(text: str) -> dict:
    """A template's document, with every short form (`!Ref`) written out (`{"Ref": …}`)."""
    return yaml_parse(text)


def point_at_code(template: dict, bucket: str, keys: dict[str, str]) -> dict[str, str]:
    """Puts each function's uploaded zip in place of its folder, in memory. Returns each function's folder name by its logical id."""
    folders = {}
    for logical_id, resource in template.get("Resources", {}).items():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        code = resource["Properties"]["CodeUri"]
        folder = next((part for part in reversed(str(code).split("/")) if part in keys), None)
        if folder is None:
            raise NotUnderstood(f"{logical_id} in the template takes its code from {code}, and no function is called so.")
        resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": keys[folder]}
        folders[logical_id] = folder
    return folders


class Evaluation:
    """What a template's values come to in a stack that is deployed."""

    def __init__(self, template: dict, parameters: dict[str, str], resources: dict[str, str], exports: dict[str, str], region: str, account: str):
        self.template = template
        self.resources = resources
        self.exports = exports
        self.parameters = {
            "AWS::Region": region,
            "AWS::AccountId": account,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            **{name: one.get("Default", "") for name, one in template.get("Parameters", {}).items()},
            **parameters,
        }

    def of_type(self, resource_type: str):
        """Each resource of a type that the stack has: its physical id and its properties as written."""
        for logical_id, resource in self.template.get("Resources", {}).items():
            if resource["Type"] == resource_type and logical_id in self.resources:
                yield self.resources[logical_id], resource.get("Properties", {})

    def value(self, written):
        """What `written` comes to. `{"Ref": "AWS::NoValue"}` comes to None and is left out of lists and maps."""
        if isinstance(written, list):
            return [came for came in map(self.value, written) if came is not None]
        if not isinstance(written, dict):
            return written
        if len(written) == 1:
            name, argument = next(iter(written.items()))
            if name == "Ref":
                return self._reference(argument)
            if name.startswith("Fn::"):
                return self._function(name, argument)
        return {key: came for key, came in ((key, self.value(one)) for key, one in written.items()) if came is not None}

    def _reference(self, name: str):
        if name == "AWS::NoValue":
            return None
        if name in self.parameters:
            return self.parameters[name]
        if name in self.resources:
            return self.resources[name]
        raise NotUnderstood(f"The template refers to {name}, which the stack does not have.")

    def _function(self, name: str, argument):
        if name == "Fn::If":
            condition, then, otherwise = argument
            return self.value(then if self._holds(condition) else otherwise)
        if name == "Fn::GetAtt":
            # A KMS key goes by its id where it goes by its ARN, and no other attribute is needed here.
            logical_id, attribute = argument if isinstance(argument, list) else argument.split(".", 1)
            if attribute in ("Arn", "KeyId"):
                return self._reference(logical_id)
        if name == "Fn::ImportValue":
            return self.exports[self.value(argument)]
        if name == "Fn::Sub" and isinstance(argument, str):
            return re.sub(r"\$\{([^!}]+)\}", lambda found: str(self._reference(found[1])), argument)
        raise NotUnderstood(f"infra/local/emulator/templates.py has to learn {json.dumps({name: argument})}.")

    def _holds(self, condition) -> bool:
        if isinstance(condition, str):
            return self._holds(self.template["Conditions"][condition])
        name, argument = next(iter(condition.items()))
        if name == "Condition":
            return self._holds(argument)
        if name == "Fn::Equals":
            return str(self.value(argument[0])) == str(self.value(argument[1]))
        if name == "Fn::Not":
            return not self._holds(argument[0])
        if name == "Fn::And":
            return all(self._holds(one) for one in argument)
        if name == "Fn::Or":
            return any(self._holds(one) for one in argument)
        raise NotUnderstood(f"infra/local/emulator/templates.py has to learn the condition {name}.")
