import { useMutation } from '@apollo/client/react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { CreateServiceDocument, type Funding, type PaymentPolicy, type PricesQuery, type VisitKind } from '../../gql/graphql';
import { useCreate } from '../../shared/useCreate';
import { Button } from '../../ui/Button';
import { ErrorText, Segmented, TextField } from '../../ui/Fields';
import { Sheet } from '../../ui/Sheet';
import { Doctors } from './Doctors';
import { kopecks } from './money';

type Props = { doctors: PricesQuery['practitioners']['nodes']; onClose: () => void; onDone: () => void };

/** Something new to be booked. */
export function NewService({ doctors, onClose, onDone }: Props) {
  const { t } = useTranslation('desk');
  const [create, { loading }] = useMutation(CreateServiceDocument);
  const [form, setForm] = useState({ name: '', nameEn: '', price: '', minutes: '30' });
  const [kind, setKind] = useState<VisitKind>('INFORMATIONAL');
  const [funding, setFunding] = useState<Funding>('SELF_PAY');
  const [policy, setPolicy] = useState<PaymentPolicy>('AT_VISIT');
  const [givenBy, setGivenBy] = useState<ReadonlySet<string>>(new Set());
  const { key, fault, refuse, isWrong, reject } = useCreate();
  const sum = funding === 'COVERED' ? 0 : kopecks(form.price);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (sum === undefined) return reject('priceMinor');
    if (!/^\d{1,3}$/.test(form.minutes)) return reject('durationMinutes');
    const input = {
      name: { ru: form.name, en: form.nameEn.trim() || null }, kind, durationMinutes: Number(form.minutes), priceMinor: sum, funding, paymentPolicy: policy,
      practitionerIds: [...givenBy], idempotencyKey: key.current,
    };
    const answer = (await create({ variables: { input } }).catch(() => undefined))?.data?.createService;
    if (answer?.__typename !== 'CreateServiceSuccess') return refuse(answer);
    onDone();
    onClose();
  };
  const set = (field: keyof typeof form) => (event: { target: { value: string } }) => setForm({ ...form, [field]: event.target.value });
  return (
    <Sheet open onClose={onClose} title={t('price.new.add')}>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        <TextField label={t('price.new.name')} lang="ru" value={form.name} onChange={set('name')} error={isWrong('name') ? t('price.new.badName') : undefined} />
        <TextField label={t('price.new.nameEn')} hint={t('price.new.nameEnHint')} lang="en" value={form.nameEn} onChange={set('nameEn')} />
        <Segmented<VisitKind> label={t('price.new.kind')} name="kind" value={kind} options={(['INFORMATIONAL', 'FOLLOW_UP'] as const).map((value) => ({ value, label: t(`price.new.kinds.${value}`) }))} onChange={setKind} />
        <p className="small m">{t('price.new.kindText')}</p>
        <Segmented<Funding> label={t('price.who')} name="funding" value={funding} options={(['SELF_PAY', 'COVERED'] as const).map((value) => ({ value, label: t(`price.funding.${value}`) }))} onChange={setFunding} />
        {funding === 'SELF_PAY' && (
          <>
            <TextField label={t('price.sum')} inputMode="decimal" value={form.price} onChange={set('price')} error={isWrong('priceMinor') ? t('price.sumWrong') : undefined} />
            <Segmented<PaymentPolicy> label={t('price.when')} name="policy" value={policy} options={(['AT_VISIT', 'PREPAY'] as const).map((value) => ({ value, label: t(`price.policy.${value}`) }))} onChange={setPolicy} />
          </>
        )}
        <TextField label={t('price.length')} inputMode="numeric" value={form.minutes} onChange={set('minutes')} error={isWrong('durationMinutes') ? t('price.lengthHint') : undefined} hint={t('price.lengthHint')} />
        <Doctors doctors={doctors} chosen={givenBy} onChange={setGivenBy} />
        {fault && fault.fields.length === 0 && <ErrorText>{fault.text}</ErrorText>}
        <Button type="submit" block busy={loading}>{t('price.save')}</Button>
      </form>
    </Sheet>
  );
}
