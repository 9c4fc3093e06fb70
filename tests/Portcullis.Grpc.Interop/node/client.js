'use strict';

// usage: node client.js HOST:PORT
// Runs the interoperability cases, prints a line for each and ends with 1 where one failed.
const assert = require('node:assert');
const { grpc, testing } = require('./testing');

const REQUESTS = [27182, 8, 1828, 45904];
const RESPONSES = [31415, 9, 2653, 58979];
const zeros = (size) => ({ body: Buffer.alloc(size) });
const large = () => ({ response_size: 314159, payload: zeros(271828) });
const asking = (...sizes) => ({ response_parameters: sizes.map((size) => ({ size })) });

const client = new testing.TestService(process.argv[2], grpc.credentials.createInsecure());
const stranger = new testing.UnimplementedService(process.argv[2], grpc.credentials.createInsecure());

const unary = (method, request, metadata = new grpc.Metadata()) => {
  let call;
  const result = new Promise((resolve, reject) => {
    call = method(request, metadata, (error, response) => (error ? reject(error) : resolve(response)));
  });
  return Object.assign(result, { call });
};
const bind = (name) => client[name].bind(client);
const failure = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the call was expected to fail');
};
const ended = (stream) => new Promise((resolve, reject) => {
  const messages = [];
  stream.on('data', (message) => messages.push(message));
  stream.on('end', () => resolve(messages));
  stream.on('error', reject);
});
const next = (stream) => new Promise((resolve, reject) => {
  stream.once('data', resolve);
  stream.once('error', reject);
});
const metadata = () => {
  const sent = new grpc.Metadata();
  sent.set('x-grpc-test-echo-initial', 'test_initial_metadata_value');
  sent.set('x-grpc-test-echo-trailing-bin', Buffer.from('ababab', 'hex'));
  return sent;
};
const checkMetadata = async (call, finish) => {
  const head = new Promise((resolve) => call.once('metadata', resolve));
  const status = new Promise((resolve) => call.once('status', resolve));
  await finish();
  assert.deepStrictEqual((await head).get('x-grpc-test-echo-initial'), ['test_initial_metadata_value']);
  assert.deepStrictEqual((await status).metadata.get('x-grpc-test-echo-trailing-bin'), [Buffer.from('ababab', 'hex')]);
};
const statusAndMessage = async (message) => {
  const response_status = { code: 2, message };
  const error = await failure(unary(bind('UnaryCall'), { response_status }));
  assert.deepStrictEqual([error.code, error.details], [2, message]);
  const call = client.FullDuplexCall();
  const failed = failure(ended(call));
  call.end({ response_status });
  assert.deepStrictEqual([(await failed).code, (await failed).details], [2, message]);
};

const cases = {
  async empty_unary() {
    assert.deepStrictEqual(await unary(bind('EmptyCall'), {}), {});
  },
  async large_unary() {
    assert.strictEqual((await unary(bind('UnaryCall'), large())).payload.body.length, 314159);
  },
  async client_streaming() {
    const sum = await new Promise((resolve, reject) => {
      const call = client.StreamingInputCall((error, response) => (error ? reject(error) : resolve(response)));
      REQUESTS.forEach((size) => call.write({ payload: zeros(size) }));
      call.end();
    });
    assert.strictEqual(sum.aggregated_payload_size, 74922);
  },
  async server_streaming() {
    const messages = await ended(client.StreamingOutputCall(asking(...RESPONSES)));
    assert.deepStrictEqual(messages.map((message) => message.payload.body.length), RESPONSES);
  },
  async ping_pong() {
    const call = client.FullDuplexCall();
    for (let i = 0; i < RESPONSES.length; i++) {
      call.write({ ...asking(RESPONSES[i]), payload: zeros(REQUESTS[i]) });
      assert.strictEqual((await next(call)).payload.body.length, RESPONSES[i]);
    }
    const rest = ended(call);
    call.end();
    assert.deepStrictEqual(await rest, []);
  },
  async empty_stream() {
    const call = client.FullDuplexCall();
    call.end();
    assert.deepStrictEqual(await ended(call), []);
  },
  async custom_metadata() {
    const single = unary(bind('UnaryCall'), large(), metadata());
    await checkMetadata(single.call, () => single);
    const call = client.FullDuplexCall(metadata());
    await checkMetadata(call, () => {
      call.end(asking(1));
      return ended(call);
    });
  },
  status_code_and_message: () => statusAndMessage('test status message'),
  special_status_message: () => statusAndMessage('\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n'),
  async unimplemented_method() {
    assert.strictEqual((await failure(unary(bind('UnimplementedCall'), {}))).code, grpc.status.UNIMPLEMENTED);
  },
  async unimplemented_service() {
    assert.strictEqual((await failure(unary(stranger.UnimplementedCall.bind(stranger), {}))).code, grpc.status.UNIMPLEMENTED);
  },
  async cancel_after_begin() {
    const error = await new Promise((resolve) => {
      const call = client.StreamingInputCall(resolve);
      setImmediate(() => call.cancel());
    });
    assert.strictEqual(error.code, grpc.status.CANCELLED);
  },
  async cancel_after_first_response() {
    const call = client.FullDuplexCall();
    call.write(asking(31415));
    await next(call);
    const failed = failure(ended(call));
    call.cancel();
    assert.strictEqual((await failed).code, grpc.status.CANCELLED);
  },
  async timeout_on_sleeping_server() {
    const call = client.StreamingOutputCall(
      { response_parameters: [{ size: 1, interval_us: 60000000 }] }, new grpc.Metadata(), { deadline: Date.now() + 200 });
    assert.strictEqual((await failure(ended(call))).code, grpc.status.DEADLINE_EXCEEDED);
  },
  async client_compressed_unary() {
    for (const algorithm of [grpc.compressionAlgorithms.gzip, grpc.compressionAlgorithms.deflate]) {
      const compressing = new testing.TestService(
        process.argv[2], grpc.credentials.createInsecure(), { 'grpc.default_compression_algorithm': algorithm });
      const response = await unary(compressing.UnaryCall.bind(compressing), { ...large(), expect_compressed: { value: true } });
      assert.strictEqual(response.payload.body.length, 314159);
      compressing.close();
    }
  },
  async server_compressed_unary() {
    const response = await unary(bind('UnaryCall'), { ...large(), response_compressed: { value: true } });
    assert.strictEqual(response.payload.body.length, 314159);
  },
};

(async () => {
  let failed = false;
  for (const [name, run] of Object.entries(cases)) {
    try {
      await run();
      console.log(`${name}: passed`);
    } catch (error) {
      failed = true;
      console.log(`${name}: FAILED ${error.stack}`);
    }
  }
  process.exit(failed ? 1 : 0);
})();
