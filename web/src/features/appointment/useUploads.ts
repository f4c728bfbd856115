import { useCallback, useEffect, useRef, useState } from 'react';
import type { ProblemCode } from '../../gql/graphql';
import { uuid } from '../../shared/id';
import { uploadDocuments } from '../../shared/upload';

export type Upload = { key: string; file: File } & (
  | { at: 'waiting' }
  | { at: 'sending'; part: number }
  | { at: 'refused'; code: ProblemCode }
  | { at: 'lost' }
);

/**
 * Sends the chosen files one after another; what has arrived leaves the list (`onKept`), what was refused or lost stays.
 * The key of a file is its idempotency key: a repeated try never stores it twice.
 */
export function useUploads(appointmentId: string, maxBytes: number | undefined, onKept: () => Promise<unknown>) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const stop = useRef(new AbortController());
  const kept = useRef(onKept);
  useEffect(() => {
    kept.current = onKept;
  });
  useEffect(() => {
    const controller = new AbortController();
    stop.current = controller;
    return () => controller.abort();
  }, []);

  const change = useCallback((key: string, become: (upload: Upload) => Upload | null) => {
    setUploads((all) => all.flatMap((upload) => (upload.key === key ? (become(upload) ?? []) : upload)));
  }, []);

  const busy = uploads.some((upload) => upload.at === 'sending');
  const next = busy ? undefined : uploads.find((upload) => upload.at === 'waiting');
  useEffect(() => {
    if (!next) return;
    const { key, file } = next;
    change(key, () => ({ key, file, at: 'sending', part: 0 }));
    uploadDocuments({ appointmentId, files: [file], kind: file.type.startsWith('image/') ? 'PHOTO' : 'OTHER', idempotencyKey: key, signal: stop.current.signal }, (part) =>
      change(key, (upload) => (upload.at === 'sending' ? { ...upload, part } : upload)),
    )
      .then(async (answer) => {
        switch (answer?.__typename) {
          case 'UploadDocumentsSuccess':
            await kept.current();
            change(key, () => null);
            break;
          case 'FileRefused':
          case 'InvalidInput':
          case 'Conflict':
            change(key, () => ({ key, file, at: 'refused', code: answer.code }));
            break;
          case undefined:
            change(key, () => ({ key, file, at: 'lost' }));
        }
      })
      .catch(() => change(key, () => ({ key, file, at: 'lost' })));
  }, [next, appointmentId, change]);

  const add = (files: readonly File[]) =>
    setUploads((all) => [
      ...all,
      ...files.map((file): Upload => {
        const key = uuid();
        return maxBytes !== undefined && file.size > maxBytes ? { key, file, at: 'refused', code: 'FILE_TOO_LARGE' } : { key, file, at: 'waiting' };
      }),
    ]);
  const retry = (key: string) => change(key, ({ file }) => ({ key, file, at: 'waiting' }));
  const remove = (key: string) => change(key, () => null);
  return { uploads, add, retry, remove };
}
