import { useTranslation } from 'react-i18next';
import type { VisitTimelineQuery } from '../gql/graphql';
import { formatNumber, formatTime } from '../shared/format';

type Sample = NonNullable<NonNullable<VisitTimelineQuery['appointment']>['visit']>['linkHistory'][number];

const sides = ['PATIENT', 'PRACTITIONER'] as const;
const WIDTH = 300;
const HEIGHT = 36;
/** The height of a bar says the word; its words stand in the table. */
const heights = { GOOD: 10, UNEVEN: 22, WEAK: HEIGHT } as const;

/** How the connections of a call went: a strip for each side, and the numbers as a table. */
export function LinkChart({ samples, timeZone }: { samples: readonly Sample[]; timeZone: string }) {
  const { t } = useTranslation('change');
  if (samples.length === 0) return null;
  return (
    <section className="stack" aria-label={t('links.title')}>
      <h3 className="h3">{t('links.title')}</h3>
      {sides.map((side) => <Strip key={side} samples={samples.filter(({ role }) => role === side)} name={t(`timeline.role.${side}`)} />)}
      <details>
        <summary>{t('links.numbers')}</summary>
        <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('links.numbers')}>
          <Numbers samples={samples} timeZone={timeZone} />
        </div>
      </details>
    </section>
  );
}

function Strip({ samples, name }: { samples: readonly Sample[]; name: string }) {
  const { t } = useTranslation('change');
  if (samples.length === 0) return null;
  const count = (quality: 'UNEVEN' | 'WEAK') => formatNumber(samples.filter((sample) => sample.quality === quality).length / 2);
  const words = `${name}: ${t('links.summary', { minutes: formatNumber(samples.length / 2), uneven: count('UNEVEN'), weak: count('WEAK') })}`;
  const step = WIDTH / Math.max(samples.length, 20);
  return (
    <figure style={{ margin: 0 }}>
      <figcaption className="cap">{words}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" height={HEIGHT} preserveAspectRatio="none" role="img" aria-label={words}>
        {samples.map(({ quality, at }, i) => quality && (
          <rect key={at} x={i * step} width={Math.max(step - 1, 0.5)} y={HEIGHT - heights[quality]} height={heights[quality]} fill={quality === 'GOOD' ? 'var(--tv-ok, #2B6E5A)' : quality === 'UNEVEN' ? '#9A6A00' : '#9F3220'} />
        ))}
      </svg>
    </figure>
  );
}

function Numbers({ samples, timeZone }: { samples: readonly Sample[]; timeZone: string }) {
  const { t } = useTranslation('change');
  return (
    <table className="tbl">
      <thead>
        <tr>{(['at', 'who', 'quality', 'loss', 'trip', 'rate', 'freezes'] as const).map((column) => <th key={column} scope="col">{t(`links.column.${column}`)}</th>)}</tr>
      </thead>
      <tbody>
        {samples.map((sample) => (
          <tr key={sample.at + sample.role}>
            <td className="num">{formatTime(sample.at, timeZone)}</td>
            <td>{t(`timeline.role.${sample.role === 'PATIENT' ? 'PATIENT' : 'PRACTITIONER'}`)}</td>
            <td>{sample.quality ? t(`links.quality.${sample.quality}`) : t('links.quality.none')}</td>
            <td className="num">{formatNumber(sample.lossUpPercent)} / {formatNumber(sample.lossDownPercent)}</td>
            <td className="num">{formatNumber(sample.roundTripMs)}</td>
            <td className="num">{formatNumber(sample.upKbps)} / {formatNumber(sample.downKbps)}</td>
            <td className="num">{sample.freezes}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
