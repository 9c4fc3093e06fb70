'use strict';

const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const definition = loader.loadSync('grpc/testing/test.proto', {
  includeDirs: [path.join(__dirname, '..', 'Protos')],
  keepCase: true,
  defaults: true,
});

module.exports = { grpc, testing: grpc.loadPackageDefinition(definition).grpc.testing };
