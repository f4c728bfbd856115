import { getOperationAST, parse } from 'graphql';
import { createClient } from 'graphql-ws';

/**
 * Queries and mutations go by HTTP, subscriptions by graphql-transport-ws; both
 * to /graphql, with the session's cookie. What stands in the headers editor is
 * sent as headers, or as the payload of connection_init: Authorization works in both.
 */
export function fetcher(request, { headers = {} } = {}) {
  return isSubscription(request) ? subscribe(request, headers) : post(request, headers);
}

function isSubscription({ query, operationName }) {
  return getOperationAST(parse(query), operationName)?.operation === 'subscription';
}

async function post(request, headers) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { Accept: 'application/graphql-response+json, application/json', 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(request),
  });
  return response.json();
}

/** A socket of its own for each subscription: it knows who is signed in now. */
async function* subscribe(request, headers) {
  const client = createClient({ url: socketUrl(), connectionParams: headers, retryAttempts: 0 });
  try {
    yield* client.iterate(request);
  } catch (problem) {
    throw problem instanceof CloseEvent ? new Error(`The socket was closed: ${problem.code} ${problem.reason}`) : problem;
  } finally {
    await client.dispose();
  }
}

function socketUrl() {
  const url = new URL('/graphql', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
