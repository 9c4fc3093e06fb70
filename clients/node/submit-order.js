'use strict';

// Submits one order and prints the decision.
//
//   npm ci
//   PORTCULLIS_KEY=... node submit-order.js --account A-1 --symbol ESZ6 --side buy --quantity 1 --limit 4512.25
//
// An order that is rejected is a normal answer, with every reason. What is malformed is a gRPC error whose details name every
// wrong field at once. The same client order id again gets the recorded decision, so that a call may be repeated.
const { parseArgs } = require('node:util');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const { describe } = require('./errors');

const CONTRACTS = path.join(__dirname, '..', 'contracts');

// Only what may run twice is repeated: Submit is idempotent by its client order id.
const SERVICE_CONFIG = JSON.stringify({
  methodConfig: [{
    name: [{ service: 'portcullis.v1.OrderGateway', method: 'Submit' }],
    retryPolicy: { maxAttempts: 4, initialBackoff: '0.1s', maxBackoff: '2s', backoffMultiplier: 2, retryableStatusCodes: ['UNAVAILABLE'] },
  }],
});

const { values: options } = parseArgs({
  options: {
    target: { type: 'string', default: '127.0.0.1:7411' },
    key: { type: 'string', default: process.env.PORTCULLIS_KEY ?? '' },
    account: { type: 'string' },
    id: { type: 'string', default: `node-${process.hrtime.bigint()}` },
    symbol: { type: 'string' },
    side: { type: 'string' },
    quantity: { type: 'string' },
    limit: { type: 'string', default: '' },
    stop: { type: 'string', default: '' },
    'allow-resize': { type: 'boolean', default: false },
    'timeout-ms': { type: 'string', default: '5000' },
  },
});

const definition = loader.loadSync('portcullis/v1/orders.proto', {
  includeDirs: [CONTRACTS], keepCase: true, longs: String, enums: String, defaults: true,
});
const { OrderGateway } = grpc.loadPackageDefinition(definition).portcullis.v1;
const client = new OrderGateway(options.target, grpc.credentials.createInsecure(), { 'grpc.service_config': SERVICE_CONFIG });

const metadata = new grpc.Metadata();
metadata.set('authorization', `Bearer ${options.key}`);
metadata.set('x-account-id', options.account ?? '');
const request = {
  account_id: options.account,
  client_order_id: options.id,
  symbol: options.symbol,
  side: options.side === 'sell' ? 'SIDE_SELL' : 'SIDE_BUY',
  type: options.limit ? 'ORDER_TYPE_LIMIT' : 'ORDER_TYPE_MARKET',
  quantity: options.quantity,
  limit_price: options.limit,
  time_in_force: 'TIME_IN_FORCE_DAY',
  allow_resize: options['allow-resize'],
  ...(options.stop && { bracket: { stop_price: options.stop } }),
};

client.Submit(request, metadata, { deadline: Date.now() + Number(options['timeout-ms']) }, (error, decision) => {
  client.close();
  if (error) {
    console.error(describe(error));
    process.exitCode = 1;
    return;
  }
  console.log(`${decision.verdict} ${decision.approved_quantity} ${decision.order_id}`);
  for (const { code, message, left_value, operator, right_value } of decision.violations) {
    console.log(`  ${code}: ${message} (${left_value} ${operator} ${right_value})`);
  }
});
