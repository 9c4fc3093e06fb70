'use strict';

// Reads the details of an error: the trailer grpc-status-details-bin holds a google.rpc.Status.
const path = require('node:path');
const protobuf = require('protobufjs');
const { status } = require('@grpc/grpc-js');

const root = new protobuf.Root();
root.resolvePath = (origin, target) => (target.startsWith('google/protobuf/') ? target : path.join(__dirname, '..', 'contracts', target));
root.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto']);

const readers = {
  'google.rpc.BadRequest': ({ fieldViolations }) => fieldViolations.map(({ field, description }) => `${field}: ${description}`),
  'google.rpc.ErrorInfo': ({ reason, domain }) => [`${reason} (${domain})`],
  'google.rpc.RetryInfo': ({ retryDelay }) => [`again in ${Number(retryDelay.seconds) + retryDelay.nanos / 1e9} s`],
};

const details = (bytes) => root.lookupType('google.rpc.Status').decode(bytes).details.flatMap(({ type_url: url, typeUrl, value }) => {
  const name = (url ?? typeUrl).split('/').pop();
  return readers[name] ? readers[name](root.lookupType(name).decode(value)) : [];
});

/** One line for the status, and one for each thing its details say. */
exports.describe = (error) => [
  `${status[error.code]}: ${error.details}`,
  ...error.metadata.get('grpc-status-details-bin').flatMap(details).map((line) => `  ${line}`),
].join('\n');
