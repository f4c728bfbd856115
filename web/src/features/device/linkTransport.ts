import { AnswerDeviceCheckDocument, StartDeviceCheckDocument } from '../../gql/graphql';
import type { LinkTransport } from '../../rtc/LinkCheck';
import { client } from '../../shared/apollo';

/** Carries the offers of a device check and their answers; what is measured goes by data channel. */
export function linkTransport(appointmentId: string): LinkTransport {
  return {
    async start() {
      const { data } = await client.mutate({ mutation: StartDeviceCheckDocument, variables: { input: { appointmentId } }, fetchPolicy: 'no-cache' });
      const answer = data?.startDeviceCheck;
      return answer?.__typename === 'StartDeviceCheckSuccess' ? answer : null;
    },
    async answer(checkId, answers) {
      const { data } = await client.mutate({ mutation: AnswerDeviceCheckDocument, variables: { input: { checkId, answers } }, fetchPolicy: 'no-cache' });
      return data?.answerDeviceCheck?.__typename === 'AnswerDeviceCheckSuccess';
    },
  };
}
