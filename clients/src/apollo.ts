import { ApolloLink, HttpLink } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import type { Client } from 'graphql-ws';
import { resuming } from './resume.ts';

/** Apollo's way to the server: subscriptions by the socket, where they resume; the rest by HTTP. */
export function splitLink(socket: Client, http: HttpLink): ApolloLink {
  const isStream = ({ operationType }: ApolloLink.Operation) => operationType === OperationTypeNode.SUBSCRIPTION;
  return ApolloLink.split(isStream, new GraphQLWsLink(resuming(socket)), http);
}
