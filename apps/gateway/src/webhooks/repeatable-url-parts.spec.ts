import { maskText } from '@packyard/contracts';
import { repeatableUrlParts } from './repeatable-url-parts';

describe('repeatableUrlParts', () => {
  const url = 'https://bob:p%40ss%23word1@hooks.example.org/x?key=hunter%2B2&other=a%22quoted+one&bare%20word&=';

  it.each([
    ['as written', 'p%40ss%23word1'],
    ['as it means', 'p@ss#word1'],
    ['as sent', 'Basic Ym9iOnBAc3Mjd29yZDE='],
    ['as sent, without padding', 'Ym9iOnBAc3Mjd29yZDE'],
    ['of the query, as written', 'hunter%2B2'],
    ['of the query, as it means', 'hunter+2'],
    ['of the query, as written, with a plus', 'a%22quoted+one'],
    ['of the query, as it means, with a space', 'a"quoted one'],
    ['of the query, in JSON', JSON.stringify('a"quoted one')],
    ['of the query, without a name', 'bare%20word'],
  ])('has what an endpoint may repeat: %s', (_how, repeated) => {
    const masked = maskText(`{"got":"${repeated}"}`, repeatableUrlParts(url));
    expect(masked).toContain('***');
    expect(masked).not.toMatch(/p%40ss|p@ss|Ym9i|hunter|quoted|bare/);
  });

  it('has nothing of a URL without secrets, and bears percent signs that begin no code', () => {
    expect(repeatableUrlParts('https://hooks.example.org/x')).toEqual([]);
    expect(repeatableUrlParts('https://a:100%25%@hooks.example.org/?k=5%')).toContain('100%25%');
  });
});
