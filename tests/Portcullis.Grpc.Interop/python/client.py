"""The interoperability cases with grpcio (C core) as the client.

usage: client.py HOST:PORT DESCRIPTORS

DESCRIPTORS is a FileDescriptorSet of the service (Portcullis.Grpc.Interop --descriptors FILE): messages are made from it, so
that no generated code has to fit the installed protobuf. Prints a line for each case and ends with 1 where one failed.
"""
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

TARGET, DESCRIPTORS = sys.argv[1:3]

pool = descriptor_pool.DescriptorPool()
with open(DESCRIPTORS, "rb") as file:
    for each in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
        pool.Add(each)
factory = message_factory.MessageFactory(pool)


def message(name):
    return factory.GetPrototype(pool.FindMessageTypeByName("grpc.testing." + name))


Empty, Payload, EchoStatus, BoolValue = message("Empty"), message("Payload"), message("EchoStatus"), message("BoolValue")
SimpleRequest, SimpleResponse = message("SimpleRequest"), message("SimpleResponse")
InputRequest, InputResponse = message("StreamingInputCallRequest"), message("StreamingInputCallResponse")
OutputRequest, OutputResponse = message("StreamingOutputCallRequest"), message("StreamingOutputCallResponse")
ResponseParameters = message("ResponseParameters")


class Stub:
    """What generated code would be."""

    def __init__(self, channel):
        def path(name, service="TestService"):
            return f"/grpc.testing.{service}/{name}"

        def kinds(request, response):
            return {"request_serializer": request.SerializeToString, "response_deserializer": response.FromString}

        self.empty = channel.unary_unary(path("EmptyCall"), **kinds(Empty, Empty))
        self.unary = channel.unary_unary(path("UnaryCall"), **kinds(SimpleRequest, SimpleResponse))
        self.output = channel.unary_stream(path("StreamingOutputCall"), **kinds(OutputRequest, OutputResponse))
        self.input = channel.stream_unary(path("StreamingInputCall"), **kinds(InputRequest, InputResponse))
        self.duplex = channel.stream_stream(path("FullDuplexCall"), **kinds(OutputRequest, OutputResponse))
        self.unimplemented = channel.unary_unary(path("UnimplementedCall"), **kinds(Empty, Empty))
        self.stranger = channel.unary_unary(path("UnimplementedCall", "UnimplementedService"), **kinds(Empty, Empty))


REQUESTS = (27182, 8, 1828, 45904)
RESPONSES = (31415, 9, 2653, 58979)
METADATA = (("x-grpc-test-echo-initial", "test_initial_metadata_value"), ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab"))


def large():
    return SimpleRequest(response_size=314159, payload=Payload(body=bytes(271828)))


def asking(*sizes, payload=0, interval_us=0):
    return OutputRequest(
        response_parameters=[ResponseParameters(size=size, interval_us=interval_us) for size in sizes],
        payload=Payload(body=bytes(payload)))


def expect(actual, expected):
    assert actual == expected, f"expected {expected!r}, got {actual!r}"


def failure(call):
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call was expected to fail")


def empty_unary(stub):
    expect(stub.empty(Empty()), Empty())


def large_unary(stub):
    expect(len(stub.unary(large()).payload.body), 314159)


def client_streaming(stub):
    total = stub.input(InputRequest(payload=Payload(body=bytes(size))) for size in REQUESTS)
    expect(total.aggregated_payload_size, 74922)


def server_streaming(stub):
    expect(tuple(len(each.payload.body) for each in stub.output(asking(*RESPONSES))), RESPONSES)


def ping_pong(stub):
    import queue
    requests = queue.Queue()
    call = stub.duplex(iter(requests.get, None))
    for request, response in zip(REQUESTS, RESPONSES):
        requests.put(asking(response, payload=request))
        expect(len(next(call).payload.body), response)
    requests.put(None)
    expect(list(call), [])


def empty_stream(stub):
    expect(list(stub.duplex(iter(()))), [])


def custom_metadata(stub):
    _, call = stub.unary.with_call(large(), metadata=METADATA)
    expect(dict(call.initial_metadata())["x-grpc-test-echo-initial"], METADATA[0][1])
    expect(dict(call.trailing_metadata())["x-grpc-test-echo-trailing-bin"], METADATA[1][1])
    call = stub.duplex(iter((asking(1),)), metadata=METADATA)
    expect(dict(call.initial_metadata())["x-grpc-test-echo-initial"], METADATA[0][1])
    list(call)
    expect(dict(call.trailing_metadata())["x-grpc-test-echo-trailing-bin"], METADATA[1][1])


def status_code_and_message(stub, text="test status message"):
    error = failure(lambda: stub.unary(SimpleRequest(response_status=EchoStatus(code=2, message=text))))
    expect((error.code(), error.details()), (grpc.StatusCode.UNKNOWN, text))
    error = failure(lambda: list(stub.duplex(iter((OutputRequest(response_status=EchoStatus(code=2, message=text)),)))))
    expect((error.code(), error.details()), (grpc.StatusCode.UNKNOWN, text))


def special_status_message(stub):
    status_code_and_message(stub, "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n")


def unimplemented_method(stub):
    expect(failure(lambda: stub.unimplemented(Empty())).code(), grpc.StatusCode.UNIMPLEMENTED)


def unimplemented_service(stub):
    expect(failure(lambda: stub.stranger(Empty())).code(), grpc.StatusCode.UNIMPLEMENTED)


def cancel_after_begin(stub):
    import threading
    release = threading.Event()

    def nothing():
        release.wait()
        return
        yield

    call = stub.input.future(nothing())
    call.cancel()
    release.set()
    expect(call.code(), grpc.StatusCode.CANCELLED)


def cancel_after_first_response(stub):
    import queue
    requests = queue.Queue()
    call = stub.duplex(iter(requests.get, None))
    requests.put(asking(31415))
    next(call)
    call.cancel()
    requests.put(None)
    expect(failure(lambda: next(call)).code(), grpc.StatusCode.CANCELLED)


def timeout_on_sleeping_server(stub):
    error = failure(lambda: list(stub.output(asking(1, interval_us=60_000_000), timeout=0.2)))
    expect(error.code(), grpc.StatusCode.DEADLINE_EXCEEDED)


def client_compressed_unary(stub):
    request = large()
    request.expect_compressed.value = True
    expect(len(stub.unary(request, compression=grpc.Compression.Gzip).payload.body), 314159)
    expect(len(stub.unary(request, compression=grpc.Compression.Deflate).payload.body), 314159)


def server_compressed_unary(stub):
    request = large()
    request.response_compressed.value = True
    expect(len(stub.unary(request).payload.body), 314159)


CASES = (
    empty_unary, large_unary, client_streaming, server_streaming, ping_pong, empty_stream, custom_metadata, status_code_and_message,
    special_status_message, unimplemented_method, unimplemented_service, cancel_after_begin, cancel_after_first_response,
    timeout_on_sleeping_server, client_compressed_unary, server_compressed_unary)

failed = False
with grpc.insecure_channel(TARGET) as channel:
    for case in CASES:
        try:
            case(Stub(channel))
            print(f"{case.__name__}: passed", flush=True)
        except Exception as error:
            failed = True
            print(f"{case.__name__}: FAILED {error!r}", flush=True)
sys.exit(failed)
