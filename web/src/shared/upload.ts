import { UploadDocumentsDocument, type DocumentKind, type UploadDocumentsMutation } from '../gql/graphql';
import { named } from './documents';
import { language } from './i18n';

export type UploadAnswer = UploadDocumentsMutation['uploadDocuments'];

type Request = {
  appointmentId: string;
  files: readonly File[];
  kind?: DocumentKind;
  /** Keep it over retries of the same files, so that nothing is stored twice. */
  idempotencyKey: string;
  signal?: AbortSignal;
};

/** The request never reached the server, or its answer never came back. */
export class UploadLost extends Error {}

/**
 * Sends papers (GraphQL multipart request specification) and tells how far it is, from 0 to 1;
 * fetch cannot report progress of an upload, XMLHttpRequest can.
 */
export function uploadDocuments({ appointmentId, files, kind = 'OTHER', idempotencyKey, signal }: Request, onProgress: (part: number) => void): Promise<UploadAnswer> {
  const form = new FormData();
  form.append(
    'operations',
    JSON.stringify({
      operationName: 'UploadDocuments',
      ...named(UploadDocumentsDocument),
      variables: { input: { appointmentId, kind, idempotencyKey, files: files.map(() => null) } },
    }),
  );
  form.append('map', JSON.stringify(Object.fromEntries(files.map((_, i) => [String(i), [`variables.input.files.${i}`]]))));
  files.forEach((file, i) => form.append(String(i), file, file.name));

  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/graphql');
    request.responseType = 'json';
    request.setRequestHeader('Accept', 'application/graphql-response+json, application/json');
    request.setRequestHeader('Accept-Language', language());
    request.setRequestHeader('GraphQL-Require-Preflight', '1');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      const answer = (request.response as { data?: UploadDocumentsMutation } | null)?.data;
      if (answer) resolve(answer.uploadDocuments);
      else reject(new UploadLost(`status ${request.status}`));
    };
    request.onerror = () => reject(new UploadLost('network'));
    request.onabort = () => reject(new UploadLost('aborted'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
