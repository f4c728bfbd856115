import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, Ref } from 'react';

export type ButtonVariant = 'primary' | 'soft' | 'line2' | 'plain' | 'danger' | 'danger-plain' | 'lamp';
type Look = { variant?: ButtonVariant; block?: boolean; small?: boolean };

export function buttonClass({ variant = 'primary', block, small }: Look, extra?: string) {
  return ['btn', variant !== 'primary' && variant, block && 'block', small && 'sm', extra].filter(Boolean).join(' ');
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & Look & { busy?: boolean; ref?: Ref<HTMLButtonElement> };

/** One primary a screen. Never disabled: pressing says what is missing. While busy it takes no second press. */
export function Button({ variant, block, small, busy, className, onClick, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass({ variant, block, small }, className)}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}

type AnchorProps = AnchorHTMLAttributes<HTMLAnchorElement> & Look & { ref?: Ref<HTMLAnchorElement> };

/** A link to outside of the router (a phone, a PDF) that looks like a button. */
export function ButtonAnchor({ variant, block, small, className, ...rest }: AnchorProps) {
  return <a {...rest} className={buttonClass({ variant, block, small }, className)} />;
}

/** A link to another page that looks like a button. */
export const ButtonLink = createLink(ButtonAnchor);
