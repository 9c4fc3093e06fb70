"""Submits one order and prints the decision.

    ./generate
    PORTCULLIS_KEY=... python3 submit_order.py --account A-1 --symbol ESZ6 --side buy --quantity 1 --limit 4512.25

An order that is rejected is a normal answer, with every reason. What is malformed is a gRPC error whose details name every
wrong field at once. The same client order id again gets the recorded decision, so that a call may be repeated after a failure.
"""
import argparse
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "generated"))

import grpc  # noqa: E402
from google.protobuf import timestamp_pb2  # noqa: E402
from portcullis.v1 import common_pb2, orders_pb2, orders_pb2_grpc  # noqa: E402

import errors  # noqa: E402

# Only what may run twice is repeated: Submit is idempotent by its client order id.
SERVICE_CONFIG = """{
  "methodConfig": [{
    "name": [{"service": "portcullis.v1.OrderGateway", "method": "Submit"}],
    "retryPolicy": {
      "maxAttempts": 4, "initialBackoff": "0.1s", "maxBackoff": "2s", "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }]
}"""


def main():
    options = parse()
    request = orders_pb2.SubmitRequest(
        account_id=options.account,
        client_order_id=options.id or f"py-{time.time_ns()}",
        symbol=options.symbol,
        side=common_pb2.SIDE_BUY if options.side == "buy" else common_pb2.SIDE_SELL,
        type=common_pb2.ORDER_TYPE_LIMIT if options.limit else common_pb2.ORDER_TYPE_MARKET,
        quantity=options.quantity,
        limit_price=options.limit,
        time_in_force=common_pb2.TIME_IN_FORCE_DAY,
        allow_resize=options.allow_resize,
        sent_at=timestamp_pb2.Timestamp(),
    )
    request.sent_at.GetCurrentTime()
    if options.stop:
        request.bracket.stop_price = options.stop
    metadata = (("authorization", f"Bearer {options.key}"), ("x-account-id", options.account))
    with grpc.insecure_channel(options.target, options=(("grpc.service_config", SERVICE_CONFIG),)) as channel:
        try:
            decision = orders_pb2_grpc.OrderGatewayStub(channel).Submit(request, metadata=metadata, timeout=options.timeout)
        except grpc.RpcError as error:
            print(errors.describe(error), file=sys.stderr)
            return 1
    print(f"{common_pb2.Verdict.Name(decision.verdict)} {decision.approved_quantity} {decision.order_id}")
    for violation in decision.violations:
        print(f"  {violation.code}: {violation.message} ({violation.left_value} {violation.operator} {violation.right_value})")
    return 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", default="127.0.0.1:7411", help="the gateway's host and port")
    parser.add_argument("--key", default=os.environ.get("PORTCULLIS_KEY", ""), help="API key; by default from PORTCULLIS_KEY")
    parser.add_argument("--account", required=True)
    parser.add_argument("--id", help="client order id; a new one by default")
    parser.add_argument("--symbol", required=True)
    parser.add_argument("--side", choices=("buy", "sell"), required=True)
    parser.add_argument("--quantity", required=True, help="decimal text")
    parser.add_argument("--limit", default="", help="limit price, decimal text; a market order without it")
    parser.add_argument("--stop", default="", help="price of the protective stop")
    parser.add_argument("--allow-resize", action="store_true", help="accept a smaller quantity")
    parser.add_argument("--timeout", type=float, default=5, help="seconds to wait for the decision")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
