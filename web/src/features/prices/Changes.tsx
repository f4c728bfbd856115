import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PriceChangesDocument, type PriceChangesQuery } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatMoney, formatNear, upperFirst } from '../../shared/format';
import { useClinic } from '../../shared/session';
import { Button } from '../../ui/Button';
import { LoadFailed } from '../../ui/States';

type Change = PriceChangesQuery['serviceChanges']['nodes'][number];
const page = 5;

/** Who changed which price, length or doctor, and when. */
export function Changes() {
  const { t } = useTranslation('desk');
  const [first, setFirst] = useState(page);
  const { data, previousData, error, refetch } = useQuery(PriceChangesDocument, { variables: { first }, fetchPolicy: 'cache-and-network' });
  const list = (data ?? previousData)?.serviceChanges;
  if (!list) return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : null;
  return (
    <section className="card stack" aria-labelledby="price-changes">
      <h2 className="h3" id="price-changes">{t('price.changes')}</h2>
      {list.nodes.length === 0 ? <p className="m">{t('price.noChanges')}</p> : (
        <ul className="rows">{list.nodes.map((change) => <Line key={change.id} change={change} />)}</ul>
      )}
      {list.pageInfo.hasNextPage && first < 100 && <div><Button variant="plain" small onClick={() => setFirst((n) => Math.min(100, n + 20))}>{t('price.earlier')}</Button></div>}
    </section>
  );
}

function Line({ change: { at, by, service, before, after } }: { change: Change }) {
  const { t } = useTranslation('desk');
  const zone = useClinic()?.timeZone ?? 'UTC';
  const now = useServerNow();
  const sum = ({ price, funding }: Change['before']) => (funding === 'COVERED' ? t('price.funding.COVERED') : formatMoney(price));
  const pairs: readonly (readonly [string, string])[] = [
    [sum(before), sum(after)],
    [t('price.minutes', { count: before.durationMinutes }), t('price.minutes', { count: after.durationMinutes })],
    [t(`price.policy.${before.paymentPolicy}`), t(`price.policy.${after.paymentPolicy}`)],
    [before.practitioners.join(', ') || t('price.nobody'), after.practitioners.join(', ') || t('price.nobody')],
  ];
  return (
    <li>
      <b>{service.name}</b>
      {pairs.filter(([from, to]) => from !== to).map(([from, to]) => <div key={from}>{t('price.fromTo', { from, to })}</div>)}
      <div className="cap m num">{upperFirst(formatNear(at, zone, now))} · {by}</div>
    </li>
  );
}
