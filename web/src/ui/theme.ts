import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type VariantColorsResolver,
} from '@mantine/core';
import { common, dark, light } from './tokens';

const variants: Record<string, { background: string; hover: string; color: string; border?: string }> = {
  soft: { background: 'var(--tv-pine-soft)', hover: 'var(--tv-pine-soft)', color: 'var(--tv-pine-text)' },
  line2: { background: 'transparent', hover: 'var(--tv-sunken)', color: 'var(--tv-pine-text)', border: '1.5px solid var(--tv-edge)' },
  lamp: { background: 'var(--tv-lamp)', hover: 'var(--tv-lamp-hover)', color: 'var(--tv-on-lamp)' },
  danger: { background: 'var(--tv-clay)', hover: 'var(--tv-clay-hover)', color: 'var(--tv-on-clay)' },
  live: { background: 'var(--tv-pine)', hover: 'var(--tv-pine)', color: 'var(--tv-on-pine)' },
  lit: { background: 'var(--tv-lamp)', hover: 'var(--tv-lamp)', color: 'var(--tv-on-lamp)' },
  ...Object.fromEntries(
    ['quiet', 'info', 'good', 'act', 'bad'].map((tone) => [
      tone,
      { background: `var(--tv-${tone}-bg)`, hover: `var(--tv-${tone}-bg)`, color: `var(--tv-${tone}-fg)` },
    ]),
  ),
};

const variantColorResolver: VariantColorsResolver = (input) => {
  const own = variants[input.variant];
  return own ? { ...own, border: own.border ?? '1px solid transparent' } : defaultVariantColorsResolver(input);
};

const named = (tokens: Record<string, string>) =>
  Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--tv-${name}`, value]));

const mantine = {
  '--mantine-color-body': 'var(--tv-canvas)',
  '--mantine-color-text': 'var(--tv-ink)',
  '--mantine-color-dimmed': 'var(--tv-ink-2)',
  '--mantine-color-placeholder': 'var(--tv-ink-3)',
  '--mantine-color-default': 'var(--tv-surface)',
  '--mantine-color-default-border': 'var(--tv-edge)',
  '--mantine-color-default-hover': 'var(--tv-sunken)',
  '--mantine-color-default-color': 'var(--tv-ink)',
  '--mantine-color-anchor': 'var(--tv-pine-text)',
  '--mantine-color-error': 'var(--tv-clay-text)',
  '--mantine-color-success': 'var(--tv-good-fg)',
  '--mantine-color-disabled-color': 'var(--tv-ink-3)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: named(common),
  light: { ...named(light), ...mantine },
  dark: { ...named(dark), ...mantine },
});

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.3,
  white: '#FFFFFF',
  black: '#23201C',
  fontFamily: common.font,
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  defaultRadius: 'md',
  variantColorResolver,
  colors: {
    pine: ['#EFF6F3', '#E1EEE9', '#C5DED5', '#A2CBBD', '#7DBBA8', '#549883', '#2E7562', '#17574A', '#10453B', '#0B231D'],
    lamp: ['#FFF9EA', '#FFEDBF', '#FFDF95', '#FFD269', '#FFC643', '#FFB61A', '#C98A05', '#8F6100', '#5E3F00', '#3B2800'],
    clay: ['#FDF2EF', '#FBE0D9', '#F5C5B9', '#F3A592', '#EE8E78', '#D9674D', '#C24A31', '#A93622', '#8C2A19', '#2E0E07'],
    water: ['#F1F5FB', '#E0E8F5', '#C4D6F5', '#9DBDFF', '#7FA3E6', '#5C80C4', '#2B5FC4', '#2F4B7C', '#243A5E', '#1A2943'],
    gray: ['#FAF8F5', '#F6F3EE', '#EFEAE3', '#E0D9CE', '#C9C0B4', '#A79E92', '#857B6F', '#696157', '#554E46', '#23201C'],
    dark: ['#F3EEE7', '#CBC3B8', '#A79E92', '#857C71', '#3A3530', '#2E2A26', '#23201D', '#181613', '#12100E', '#0C0B0A'],
  },
  fontSizes: { xs: '.8125rem', sm: '.875rem', md: '1.0625rem', lg: '1.125rem', xl: '1.375rem' },
  lineHeights: { xs: '1.2', sm: '1.43', md: '1.53', lg: '1.33', xl: '1.27' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '32px' },
  radius: { xs: '8px', sm: '10px', md: '12px', lg: '20px', xl: '28px' },
  shadows: { xs: 'var(--tv-sh-1)', sm: 'var(--tv-sh-1)', md: 'var(--tv-sh-2)', lg: 'var(--tv-sh-2)', xl: 'var(--tv-sh-3)' },
  headings: {
    fontWeight: '600',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.2' },
      h2: { fontSize: '1.375rem', lineHeight: '1.27' },
      h3: { fontSize: '1.125rem', lineHeight: '1.33' },
    },
  },
});
