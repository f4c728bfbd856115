import { IconAlertCircle, IconCheck } from '@tabler/icons-react';
import { useId, useState, type InputHTMLAttributes, type ReactNode, type Ref, type TextareaHTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon';

export function ErrorText({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p className="err-text" id={id} role="alert">
      <Icon of={IconAlertCircle} />
      <span>{children}</span>
    </p>
  );
}

type FieldProps = { label: string; hint?: ReactNode; error?: ReactNode };
type TextFieldProps = FieldProps & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> };

/** Label above, hint below; an error takes the hint's place. */
export function TextField({ label, hint, error, id: given, ...input }: TextFieldProps) {
  const own = useId();
  const id = given ?? own;
  const note = `${id}-note`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input {...input} id={id} className="input" aria-invalid={error ? true : undefined} aria-describedby={error || hint ? note : undefined} />
      {error ? <ErrorText id={note}>{error}</ErrorText> : hint && <span className="hint" id={note}>{hint}</span>}
    </div>
  );
}

type TextAreaProps = FieldProps & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> };

export function TextArea({ label, hint, error, id: given, ...input }: TextAreaProps) {
  const own = useId();
  const id = given ?? own;
  const note = `${id}-note`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea rows={4} {...input} id={id} className="input" aria-invalid={error ? true : undefined} aria-describedby={error || hint ? note : undefined} />
      {error ? <ErrorText id={note}>{error}</ErrorText> : hint && <span className="hint" id={note}>{hint}</span>}
    </div>
  );
}

type SegmentedProps<Value extends string> = {
  label: string;
  name: string;
  value: Value | '';
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  error?: ReactNode;
  hideLabel?: boolean;
};

/** A choice of two or three, as radio buttons in a row. */
export function Segmented<Value extends string>({ label, name, value, options, onChange, error, hideLabel }: SegmentedProps<Value>) {
  const id = useId();
  return (
    <div className="field" role="radiogroup" aria-labelledby={id} aria-describedby={error ? `${id}-note` : undefined}>
      <span className={hideLabel ? 'sr-only' : 'label'} id={id}>{label}</span>
      <div className="seg">
        {options.map((option) => (
          <label key={option.value}>
            <input type="radio" name={name} value={option.value} checked={value === option.value} onChange={() => onChange(option.value)} />
            {option.label}
          </label>
        ))}
      </div>
      {error && <ErrorText id={`${id}-note`}>{error}</ErrorText>}
    </div>
  );
}

type TickProps = { checked: boolean; onChange: (checked: boolean) => void; error?: ReactNode; children: ReactNode; ref?: Ref<HTMLInputElement> };

/** A consent: the person ticks it, never we. */
export function Tick({ checked, onChange, error, children, ref }: TickProps) {
  const id = useId();
  return (
    <>
      <label className="tick">
        <input ref={ref} type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} aria-invalid={error ? true : undefined} aria-describedby={error ? id : undefined} />
        <span className="box"><Icon of={IconCheck} /></span>
        <span>{children}</span>
      </label>
      {error && <ErrorText id={id}>{error}</ErrorText>}
    </>
  );
}

type CodeInputProps = { value: string; onChange: (code: string) => void; onComplete?: (code: string) => void; error?: ReactNode; label?: string; ref?: Ref<HTMLInputElement>; autoFocus?: boolean };

/** Six digits: one input, drawn as six cells; takes a paste and the phone's own suggestion. */
export function CodeInput({ value, onChange, onComplete, error, label, ref, autoFocus }: CodeInputProps) {
  const { t } = useTranslation();
  const id = useId();
  const [focused, setFocused] = useState(false);
  return (
    <>
      <div className={error ? 'code err' : 'code'}>
        {Array.from({ length: 6 }, (_, i) => (
          <span key={i} className={focused && i === Math.min(value.length, 5) && value.length < 6 ? 'cur' : undefined} aria-hidden="true">
            {value[i]}
          </span>
        ))}
        <input
          ref={ref}
          autoFocus={autoFocus}
          type="text"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9]*"
          aria-label={label ?? t('codeLabel')}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? id : undefined}
          value={value}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onChange={(event) => {
            const code = event.target.value.replace(/\D/g, '').slice(0, 6);
            onChange(code);
            if (code.length === 6 && code !== value) onComplete?.(code);
          }}
        />
      </div>
      {error && <ErrorText id={id}>{error}</ErrorText>}
    </>
  );
}
