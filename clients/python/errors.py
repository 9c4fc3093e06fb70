"""Reads the details of an error: the trailer grpc-status-details-bin holds a google.rpc.Status."""
import importlib.util
import pathlib
import sys

DETAILS = "grpc-status-details-bin"


def _load(name):
    """google.rpc is made here while google.protobuf is installed elsewhere, and a package can't lie in two places."""
    if f"google.rpc.{name}" in sys.modules:
        return sys.modules[f"google.rpc.{name}"]
    path = pathlib.Path(__file__).parent / "generated" / "google" / "rpc" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"google.rpc.{name}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


status_pb2 = _load("status_pb2")
error_details_pb2 = _load("error_details_pb2")


def describe(error):
    """One line for the status, and one for each thing its details say."""
    lines = [f"{error.code().name}: {error.details()}"]
    for key, value in error.trailing_metadata() or ():
        if key == DETAILS:
            lines.extend(f"  {line}" for line in details(status_pb2.Status.FromString(value)))
    return "\n".join(lines)


def details(status):
    bad, info, retry = error_details_pb2.BadRequest(), error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo()
    for detail in status.details:
        if detail.Unpack(bad):
            for violation in bad.field_violations:
                yield f"{violation.field}: {violation.description}"
        elif detail.Unpack(info):
            yield f"{info.reason} ({info.domain})"
        elif detail.Unpack(retry):
            yield f"again in {retry.retry_delay.ToTimedelta().total_seconds()} s"
