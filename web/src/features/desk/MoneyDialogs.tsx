import { useMutation } from '@apollo/client/react';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { NoteUnmatchedPaymentDocument, RefundPaymentDocument, type DeskPaymentFragment } from '../../gql/graphql';
import { formatMoney } from '../../shared/format';
import { uuid } from '../../shared/id';
import { lostText, problemText } from '../../shared/problem';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { ErrorText, TextField } from '../../ui/Fields';
import { Sheet } from '../../ui/Sheet';
import { leftOf, minorOf } from './money';

type Props = { onClose: () => void; onDone: () => void };

/** Gives a part of a payment back, or all of it, at the clinic's word. */
export function GiveBack({ payment, onClose, onDone }: Props & { payment: DeskPaymentFragment }) {
  const { t } = useTranslation('desk');
  const [sum, setSum] = useState('');
  const [note, setNote] = useState('');
  const [fault, setFault] = useState<{ at: 'sum' | 'why' | 'form'; text: string }>();
  const [give, { loading }] = useMutation(RefundPaymentDocument);
  const key = useRef(uuid());
  const left = leftOf(payment);
  const faultOf = (at: 'sum' | 'why') => (fault?.at === at ? fault.text : undefined);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const amountMinor = minorOf(sum);
    if (amountMinor === null) return setFault({ at: 'sum', text: t('money.badSum') });
    if (amountMinor > left) return setFault({ at: 'sum', text: t('money.tooMuch') });
    if (note.trim().length < 3) return setFault({ at: 'why', text: t('money.badNote') });
    const result = await give({ variables: { input: { paymentId: payment.id, amountMinor, note, idempotencyKey: key.current } } }).catch(() => undefined);
    const answer = result?.data?.refundPayment;
    if (answer?.__typename === 'RefundPaymentSuccess') {
      announce(t('money.given', { sum: formatMoney(answer.refund.amount) }));
      onDone();
      return onClose();
    }
    if (answer) key.current = uuid(); // a lost answer is asked for again by the same key
    setFault(answer?.__typename === 'InvalidInput' ? { at: 'sum', text: t('money.tooMuch') } : { at: 'form', text: answer ? problemText(answer) : lostText() });
  };
  return (
    <Sheet open onClose={onClose} title={t('money.giveTitle')}>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        <p className="m">{t('money.giveText', { sum: formatMoney(payment.amount), left: formatMoney({ ...payment.amount, amountMinor: left }) })}</p>
        {payment.appointment?.status === 'BOOKED' && <p>{t('money.allCallsOff')}</p>}
        {payment.appointment?.status === 'IN_PROGRESS' && <p>{t('money.whileItRuns')}</p>}
        <TextField label={t('money.sum')} name="sum" error={faultOf('sum')} inputMode="decimal" value={sum} onChange={(event) => setSum(event.target.value)} />
        <TextField label={t('money.why')} name="why" error={faultOf('why')} maxLength={300} value={note} onChange={(event) => setNote(event.target.value)} />
        {fault?.at === 'form' && <ErrorText>{fault.text}</ErrorText>}
        <Button block busy={loading} type="submit">{t('money.giveBack')}</Button>
      </form>
    </Sheet>
  );
}

/** Notes what was done about money that fits no payment. */
export function LookAfter({ id, onClose, onDone }: Props & { id: string }) {
  const { t } = useTranslation('desk');
  const [note, setNote] = useState('');
  const [fault, setFault] = useState<string>();
  const [keep, { loading }] = useMutation(NoteUnmatchedPaymentDocument);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (note.trim().length < 3) return setFault(t('money.badNote'));
    const result = await keep({ variables: { input: { unmatchedPaymentId: id, note } } }).catch(() => undefined);
    const answer = result?.data?.noteUnmatchedPayment;
    if (answer?.__typename !== 'NoteUnmatchedPaymentSuccess') return setFault(answer ? problemText(answer) : lostText());
    onDone();
    return onClose();
  };
  return (
    <Sheet open onClose={onClose} title={t('money.lookAfterTitle')}>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        <TextField label={t('money.whatDone')} name="note" maxLength={300} error={fault} value={note} onChange={(event) => setNote(event.target.value)} />
        <Button block busy={loading} type="submit">{t('money.keep')}</Button>
      </form>
    </Sheet>
  );
}
