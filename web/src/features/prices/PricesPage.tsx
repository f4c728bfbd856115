import { useMutation, useQuery } from '@apollo/client/react';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { PricesDocument, UpdateServiceDocument, type Funding, type PaymentPolicy, type PricedServiceFragment, type PricesQuery } from '../../gql/graphql';
import { formatMoney, shortName } from '../../shared/format';
import { Button } from '../../ui/Button';
import { ErrorText, Segmented, TextField } from '../../ui/Fields';
import { Note } from '../../ui/Note';
import { useDeskRail } from '../../ui/rails';
import { Sheet } from '../../ui/Sheet';
import { StaffShell } from '../../ui/StaffShell';
import { LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { Changes } from './Changes';
import { Doctors } from './Doctors';
import { NewService } from './NewService';
import { kopecks, roubles } from './money';

type Doctor = PricesQuery['practitioners']['nodes'][number];

/** What services cost, how long they take, and who gives them. */
export default function PricesPage() {
  const { t } = useTranslation('desk');
  const { data, error, refetch } = useQuery(PricesDocument, { fetchPolicy: 'cache-and-network' });
  const [opened, setOpened] = useState<string>();
  const [adds, setAdds] = useState(false);
  const service = data?.services.find(({ id }) => id === opened);
  return (
    <StaffShell title={t('prices')} rail={useDeskRail('/desk/prices')}>
      <div className="line between" style={{ flexWrap: 'wrap' }}>
        <h1 style={{ fontSize: '1.5rem' }}>{t('prices')}</h1>
        <Button small aria-haspopup="dialog" onClick={() => setAdds(true)}>{t('price.new.add')}</Button>
      </div>
      {data ? (
        <section className="card">
          {data.services.length === 0 && <p className="m">{t('price.new.none')}</p>}
          <ul className="rows">
            {data.services.map((s) => (
              <li key={s.id} className="line" style={{ flexWrap: 'wrap' }}>
                <div className="grow" style={{ flexBasis: '15rem' }}>
                  <b>{s.name}</b>
                  <div className="cap m">{[t('price.minutes', { count: s.durationMinutes }), s.funding === 'SELF_PAY' && t(`price.policy.${s.paymentPolicy}`), s.practitioners.map(shortName).join(', ')].filter(Boolean).join(' · ')}</div>
                </div>
                <b className="num">{s.funding === 'COVERED' ? t('price.funding.COVERED') : formatMoney(s.price)}</b>
                <Button variant="soft" small aria-haspopup="dialog" aria-label={t('price.editOf', { name: s.name })} onClick={() => setOpened(s.id)}>{t('price.edit')}</Button>
              </li>
            ))}
          </ul>
        </section>
      ) : error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><section className="card"><RowsSkeleton rows={5} /></section></Loading>}
      <Changes />
      {adds && <NewService doctors={data?.practitioners.nodes ?? []} onClose={() => setAdds(false)} onDone={() => void refetch()} />}
      <Sheet open={service !== undefined} onClose={() => setOpened(undefined)} title={service?.name ?? ''}>
        {service && <ServiceForm service={service} doctors={data?.practitioners.nodes ?? []} onDone={() => setOpened(undefined)} />}
      </Sheet>
    </StaffShell>
  );
}

function ServiceForm({ service, doctors, onDone }: { service: PricedServiceFragment; doctors: readonly Doctor[]; onDone: () => void }) {
  const { t } = useTranslation('desk');
  const [update] = useMutation(UpdateServiceDocument, { refetchQueries: ['PriceChanges'] });
  const [price, setPrice] = useState(roubles(service.price.amountMinor));
  const [minutes, setMinutes] = useState(String(service.durationMinutes));
  const [funding, setFunding] = useState<Funding>(service.funding);
  const [policy, setPolicy] = useState<PaymentPolicy>(service.paymentPolicy);
  const [givenBy, setGivenBy] = useState<ReadonlySet<string>>(new Set(service.practitioners.map(({ id }) => id)));
  const [state, setState] = useState<'idle' | 'busy' | 'wrong' | 'lost'>('idle');
  const sum = kopecks(price);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (state === 'busy') return;
    if (sum === undefined || !/^\d{1,3}$/.test(minutes)) return setState('wrong');
    setState('busy');
    const input = { serviceId: service.id, priceMinor: sum, durationMinutes: Number(minutes), funding, paymentPolicy: policy, practitionerIds: [...givenBy] };
    const answer = (await update({ variables: { input } }).catch(() => undefined))?.data?.updateService;
    switch (answer?.__typename) {
      case 'UpdateServiceSuccess':
        return onDone();
      case 'InvalidInput':
        return setState('wrong');
      case undefined:
        return setState('lost');
    }
  };

  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <Note tone="info" icon={IconInfoCircle} title={t('price.frozen')} />
      <TextField label={t('price.sum')} inputMode="decimal" value={price} onChange={(event) => setPrice(event.target.value)} error={state === 'wrong' && sum === undefined ? t('price.sumWrong') : undefined} />
      <TextField label={t('price.length')} inputMode="numeric" value={minutes} onChange={(event) => setMinutes(event.target.value)} hint={t('price.lengthHint')} />
      <Segmented<Funding> label={t('price.who')} name="funding" value={funding} options={(['SELF_PAY', 'COVERED'] as const).map((value) => ({ value, label: t(`price.funding.${value}`) }))} onChange={setFunding} />
      <Segmented<PaymentPolicy> label={t('price.when')} name="policy" value={policy} options={(['AT_VISIT', 'PREPAY'] as const).map((value) => ({ value, label: t(`price.policy.${value}`) }))} onChange={setPolicy} />
      <Doctors doctors={doctors} chosen={givenBy} onChange={setGivenBy} />
      {state === 'wrong' && <ErrorText>{t('price.wrong')}</ErrorText>}
      {state === 'lost' && <ErrorText>{t('schedule.lost')}</ErrorText>}
      <Button type="submit" block busy={state === 'busy'}>{t('price.save')}</Button>
    </form>
  );
}
