'use strict';

// usage: node server.js PORT
// Serves the interoperability service; prints a line once it listens.
const { grpc, testing } = require('./testing');

const zeros = (size) => ({ body: Buffer.alloc(size) });
const echoInitial = (call) => {
  const head = new grpc.Metadata();
  for (const value of call.metadata.get('x-grpc-test-echo-initial')) head.add('x-grpc-test-echo-initial', value);
  call.sendMetadata(head);
};
const trailing = (call) => {
  const trailers = new grpc.Metadata();
  for (const value of call.metadata.get('x-grpc-test-echo-trailing-bin')) trailers.add('x-grpc-test-echo-trailing-bin', value);
  return trailers;
};
const fail = (call, status) => ({ code: status.code, details: status.message, metadata: trailing(call) });

const server = new grpc.Server();
server.addService(testing.TestService.service, {
  EmptyCall: (call, callback) => callback(null, {}),
  UnaryCall: (call, callback) => {
    echoInitial(call);
    const { response_status, response_size, payload } = call.request;
    if (response_status && response_status.code) return callback(fail(call, response_status));
    return callback(null, { payload: response_size ? zeros(response_size) : payload }, trailing(call));
  },
  StreamingOutputCall: (call) => {
    for (const { size } of call.request.response_parameters) call.write({ payload: zeros(size) });
    call.end(trailing(call));
  },
  StreamingInputCall: (call, callback) => {
    let sum = 0;
    call.on('data', (request) => { sum += request.payload.body.length; });
    call.on('end', () => callback(null, { aggregated_payload_size: sum }));
  },
  FullDuplexCall: (call) => {
    echoInitial(call);
    call.on('data', ({ response_status, response_parameters }) => {
      if (response_status && response_status.code) call.emit('error', fail(call, response_status));
      else for (const { size } of response_parameters) call.write({ payload: zeros(size) });
    });
    call.on('end', () => call.end(trailing(call)));
  },
});
server.bindAsync(`127.0.0.1:${process.argv[2]}`, grpc.ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
  console.log('ready');
});
