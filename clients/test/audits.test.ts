// GraphQL over HTTP: what the specification says one must, should and may do.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { Server } from '../../web/e2e/server.ts';

describe('audits of graphql-http', () => {
  let server: Server;
  before(async () => {
    server = await Server.start();
  });
  after(() => server.stop());

  const audits = serverAudits({ url: () => `${server.url}/graphql`, fetchFn: fetch });
  for (const { id, name, fn } of audits) {
    test(`${id} ${name}`, async () => {
      const result = await fn();
      assert.equal(result.status, 'ok', 'reason' in result ? result.reason : '');
    });
  }

  test('there are audits of every level', () => {
    for (const level of ['MUST', 'SHOULD', 'MAY']) assert.ok(audits.some(({ name }) => name.startsWith(level)), level);
    assert.equal(audits.length, 61);
  });
});
