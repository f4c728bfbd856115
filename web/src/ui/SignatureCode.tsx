import type { Ref } from 'react';
import { useReached } from '../shared/clock';
import { maskPhone } from '../shared/format';
import { Button } from './Button';
import { CodeInput } from './Fields';
import { Countdown } from './Time';

type Props = {
  ref: Ref<HTMLInputElement>;
  words: { code: string; sentTo: string; resend: string; resendIn: string };
  phone: string;
  code: string;
  error: string | undefined;
  resendAt: string;
  isSending: boolean;
  onCode: (code: string) => void;
  onSubmit: () => void;
  onResend: () => void;
};

/** The code of an SMS that is a signature; another one once it may be asked for. */
export function SignatureCode({ ref, words, phone, code, error, resendAt, isSending, onCode, onSubmit, onResend }: Props) {
  const canResend = useReached(resendAt);
  return (
    <form
      className="stack appear"
      style={{ gap: 12 }}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <div>
        <span className="label">{words.code}</span>
        <p className="small m num" style={{ marginTop: 2 }}>{words.sentTo} <span className="nowrap">{maskPhone(phone)}</span></p>
      </div>
      <CodeInput ref={ref} label={words.code} value={code} error={error} onChange={onCode} />
      {canResend ? (
        <Button variant="plain" busy={isSending} onClick={onResend}>{words.resend}</Button>
      ) : (
        <p className="small m num">{words.resendIn} <Countdown until={resendAt} /></p>
      )}
    </form>
  );
}
