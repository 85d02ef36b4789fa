import { expect, test } from 'vitest';
import { portSetting } from '../../local/port-settings.ts';

test('leaves the choice to the stack when nothing is set', () => {
  expect(portSetting('SAMOVAR_API_PORT', {})).toBeUndefined();
  expect(portSetting('SAMOVAR_API_PORT', { SAMOVAR_API_PORT: '' })).toBeUndefined();
});

test('takes the port that is set', () => {
  expect(portSetting('SAMOVAR_API_PORT', { SAMOVAR_API_PORT: '8081' })).toBe(8_081);
});

test.each(['eighty', '0', '65536', '80.5'])('names the setting and the fix for %s', (text) => {
  expect(() => portSetting('SAMOVAR_API_PORT', { SAMOVAR_API_PORT: text })).toThrow(
    /SAMOVAR_API_PORT is .*\nFix:/,
  );
});
