import {
  JoinVisitDocument,
  LeaveVisitDocument,
  SendVisitSignalsDocument,
  VisitSignalsDocument,
  type JoinVisitMutation,
  type SendVisitSignalsMutation,
  type VisitSignalsSubscription,
} from '../../gql/graphql';
import type { JoinOutcome, SendOutcome, SignalBody, VisitTransport } from '../../rtc/signals';
import { client, codeOf } from '../../shared/apollo';
import { syncClock } from '../../shared/clock';
import { named } from '../../shared/documents';
import { socket } from '../../shared/socket';

/** Carries the signals of one appointment's call over GraphQL. Nothing of it enters the cache. */
export function visitTransport(appointmentId: string): VisitTransport {
  return {
    async join(device) {
      try {
        const { data } = await client.mutate({
          mutation: JoinVisitDocument,
          variables: { input: { appointmentId, device } },
          fetchPolicy: 'no-cache',
        });
        return joined(data?.joinVisit ?? null);
      } catch (error) {
        return { is: 'refused', problem: refusalOf(error) };
      }
    },

    open(session, { afterSeq, onSignal, onEnd }) {
      let isOpen = true;
      const ended = () => {
        if (isOpen) onEnd();
        isOpen = false;
      };
      const variables = {
        sessionId: session.id,
        resumeToken: session.resumeToken,
        // graphql-ws writes the same object out at every reconnect: the getter then gives the newest place.
        get afterSeq() {
          return afterSeq();
        },
      };
      const stop = socket.subscribe<VisitSignalsSubscription>(
        { ...named(VisitSignalsDocument), variables },
        {
          next: ({ data, errors }) => {
            if (errors?.length) return ended();
            if (isOpen && data) onSignal({ seq: data.visitSignals.seq, body: bodyOf(data.visitSignals.body) });
          },
          error: ended,
          complete: ended,
        },
      );
      return () => {
        isOpen = false;
        stop();
      };
    },

    async send(session, seq, signals, abort) {
      try {
        const { data } = await client.mutate({
          mutation: SendVisitSignalsDocument,
          variables: { input: { sessionId: session.id, seq, signals: [...signals] } },
          fetchPolicy: 'no-cache',
          context: { fetchOptions: { signal: abort } },
        });
        return sent(data?.sendVisitSignals ?? null);
      } catch (error) {
        // The door says why when it is knocked at again.
        if (isRefusal(codeOf(error))) return { is: 'gone' };
        throw error;
      }
    },

    async leave(session) {
      await client.mutate({ mutation: LeaveVisitDocument, variables: { input: { sessionId: session.id } } });
    },
  };
}

function joined(answer: JoinVisitMutation['joinVisit']): JoinOutcome {
  switch (answer?.__typename) {
    case 'JoinVisitSuccess':
      syncClock(answer.visit.serverTime);
      return { is: 'joined', session: answer.session };
    case 'TooEarlyToJoin':
      syncClock(answer.serverTime);
      return { is: 'refused', problem: { is: 'tooEarly', opensAt: answer.opensAt, serverTime: answer.serverTime } };
    case 'VisitClosed':
      return { is: 'refused', problem: { is: 'closed', status: answer.status } };
    case 'PaymentRequired':
      return { is: 'refused', problem: { is: 'unpaid', amount: answer.amount } };
    case 'ConsentRequired':
      return { is: 'refused', problem: { is: 'unsigned' } };
    case 'RoomFull':
      return { is: 'refused', problem: { is: 'roomFull' } };
    case 'NotAdmitted':
      return { is: 'refused', problem: { is: 'notAdmitted' } };
    case 'InvalidInput':
    case 'Conflict':
      return { is: 'refused', problem: { is: 'other', code: answer.code } };
    case undefined:
      return { is: 'refused', problem: { is: 'other', code: 'INTERNAL' } };
  }
}

function sent(answer: SendVisitSignalsMutation['sendVisitSignals']): SendOutcome {
  switch (answer?.__typename) {
    case 'SignalAck':
      return { is: 'ack', ack: answer.ack, serverSeq: answer.serverSeq };
    case 'SignalGap':
      return { is: 'gap', expected: answer.expected };
    case 'SignalRefused':
    case 'InvalidInput':
      return { is: 'ignored' };
    case 'SessionGone':
    case 'TooEarlyToJoin':
    case 'VisitClosed':
    case 'PaymentRequired':
    case 'ConsentRequired':
    case 'NotAdmitted':
    case 'Conflict':
      return { is: 'gone' };
    case undefined:
      throw new Error('no answer');
  }
}

function isRefusal(code: string | undefined): boolean {
  return code === 'UNAUTHENTICATED' || code === 'FORBIDDEN' || code === 'NOT_FOUND';
}

/** A refusal of the server; what is not one is the network and is thrown on, to be tried again. */
function refusalOf(error: unknown): (JoinOutcome & { is: 'refused' })['problem'] {
  const code = codeOf(error);
  if (code === 'UNAUTHENTICATED') return { is: 'signedOut' };
  if (code && isRefusal(code)) return { is: 'other', code };
  throw error;
}

function bodyOf(body: VisitSignalsSubscription['visitSignals']['body']): SignalBody {
  return body.__typename === 'VisitEnded' ? { __typename: 'VisitEnded', reason: body.endReason } : body;
}
