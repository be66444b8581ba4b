import { STAR_NAMESPACE, escapeXml, pluck, readXml } from '../../../adapters/providers/star/xml/index.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const read = (text: string | Uint8Array) => readXml(typeof text === 'string' ? bytes(text) : text);
/** The text of `B` in `A`, or why it is not understood. */
const textOfB = (text: string | Uint8Array): unknown => {
  const root = read(text);
  return root.ok ? pluck(root.value, { B: 'text' })['B'] : root.error;
};
const A = (inner: string, prolog = '') => `${prolog}<A xmlns="${STAR_NAMESPACE}">${inner}</A>`;

describe('What is read', () => {
  test.each([
    ['the default namespace', A('<B>x</B>')],
    ['a prefix', `<s:A xmlns:s="${STAR_NAMESPACE}"><s:B>x</s:B></s:A>`],
    [
      'several prefixes of one namespace',
      `<a:A xmlns:a="${STAR_NAMESPACE}" xmlns:b="${STAR_NAMESPACE}"><b:B>x</b:B></a:A>`,
    ],
    [
      'a namespace declared where it is used',
      `<s:A xmlns:s="${STAR_NAMESPACE}"><B xmlns="${STAR_NAMESPACE}">x</B></s:A>`,
    ],
    ['a named element that lies deeper', A('<C><D><B>x</B></D></C>')],
    ['one inside an element of others', A('<o:C xmlns:o="urn:other"><B>x</B></o:C>')],
    [
      'unknown elements and those of the same name in other namespaces',
      A('<o:B xmlns:o="urn:other">y</o:B><E f="g"/><B>x</B>'),
    ],
    ['the nearest of two', A('<C><B>far</B></C><B>x</B>')],
    ['the same said twice', A('<B>x</B><B>x</B>')],
    ['CDATA, comments, instructions and space', A('\n <!-- <B>y</B> --><?pi <B>?><B> <![CDATA[x]]>\t</B>\r\n')],
    [
      'a declaration and a byte order mark',
      `\ufeff${A('<B>x</B>', '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n')}`,
    ],
    ['references', A('<B>&#120;</B>')],
    ['hexadecimal references', A('<B>&#x78;</B>')],
  ])('%s', (_what, text) => {
    expect(textOfB(text)).toBe('x');
  });

  test('references are resolved once, and none in CDATA', () => {
    expect(textOfB(A('<B>&lt;&amp;lt;&quot;&apos;&gt;<![CDATA[&lt;]]></B>'))).toBe(`<&lt;"'>&lt;`);
  });

  test('texts that differ are a list, which no schema of a text takes; an element with elements is no text', () => {
    expect(textOfB(A('<B>x</B><B>y</B>'))).toEqual(['x', 'y']);
    expect(textOfB(A('<B><C/></B>'))).toBeUndefined();
  });

  test.each([
    ['ISO-8859-1', Buffer.from(A('<B>Z\u00fcrich</B>', '<?xml version="1.0" encoding="ISO-8859-1"?>'), 'latin1')],
    ['UTF-16, little end first', Buffer.from(`\ufeff${A('<B>Z\u00fcrich</B>')}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\ufeff${A('<B>Z\u00fcrich</B>')}`, 'utf16le').swap16()],
  ])('%s, where it says so', (_what, encoded) => {
    expect(textOfB(encoded)).toBe('Z\u00fcrich');
  });

  test('what is written is read back, whatever is in it', () => {
    for (const text of ['a < b && c > "d" \'e\'', ']]>', '&#120;', '\u{1f69a} \u00fc', 'line\none'])
      expect(textOfB(A(`<B>${escapeXml(text)}</B>`))).toBe(text);
    expect(textOfB(A(`<B>${escapeXml('a\u0000b\ud800c')}</B>`))).toBe('a b c');
  });
});

const DOCTYPE = 'It has a DOCTYPE or another declaration, which is never read.';
const BROKEN = 'It is not well-formed XML.';
const ENTITY = 'It refers to an entity that XML does not name.';
const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY lol${i + 1} "${`&lol${i};`.repeat(10)}">`).join('');

describe('What is refused, in words that do not repeat it', () => {
  test.each([
    [
      'a file named by an entity',
      A('<B>&xxe;</B>', '<!DOCTYPE A [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>'),
      DOCTYPE,
    ],
    [
      'an address named by an entity',
      A('<B>&xxe;</B>', '<!DOCTYPE A [<!ENTITY xxe SYSTEM "http://127.0.0.1:9/x">]>'),
      DOCTYPE,
    ],
    ['an entity of parameters', A('', '<!DOCTYPE A [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'), DOCTYPE],
    ['a billion laughs', A('<B>&lol9;</B>', `<!DOCTYPE A [<!ENTITY lol0 "lol">${laughs}]>`), DOCTYPE],
    ['a DOCTYPE alone', A('<B>x</B>', '<!DOCTYPE A>'), DOCTYPE],
    ['a DOCTYPE of another spelling', A('<B>x</B>', '<!doctype A>'), DOCTYPE],
    ['a DOCTYPE inside', A('<!DOCTYPE B><B>x</B>'), DOCTYPE],
    ['an entity without its declaration', A('<B>&xxe;</B>'), ENTITY],
    ['an entity of HTML', A('<B>&nbsp;</B>'), ENTITY],
    ['an ampersand alone', A('<B>a & b</B>'), BROKEN],
    ['a reference to what is no character', A('<B>&#0;</B>'), ENTITY],
    ['a reference to half a character', A('<B>&#xd800;</B>'), ENTITY],
    ['a reference beyond all characters', A('<B>&#9999999;</B>'), ENTITY],
    ['an element that is not closed', A('<B>x'), BROKEN],
    ['elements that cross', A('<B><C></B></C>'), BROKEN],
    ['a document cut in the middle', A('<B>x</B>').slice(0, 40), BROKEN],
    ['a comment without end', A('<!-- x'), BROKEN],
    ['CDATA without end', A('<B><![CDATA[x</B>'), BROKEN],
    ['an attribute twice', `<A xmlns="${STAR_NAMESPACE}" x="1" x="2"><B>x</B></A>`, BROKEN],
    ['two roots', `${A('<B>x</B>')}${A('<B>x</B>')}`, BROKEN],
    ['JSON', '{"B":"x"}', BROKEN],
    ['nothing', '', 'It is empty.'],
    ['space', ' \n ', 'It is empty.'],
    ['a character that XML does not have', A('<B>x\u0000</B>'), 'It has characters that XML does not allow.'],
    ['depth without end', A('<C>'.repeat(5000) + '</C>'.repeat(5000)), BROKEN],
    ['elements without end', A('<C/>'.repeat(250_000)), 'It has too many elements.'],
  ])('%s', (_what, text, why) => {
    expect(textOfB(text)).toBe(why);
  });

  test.each([
    ['bytes that are not UTF-8', Buffer.from(A('<B>Z\u00fcrich</B>'), 'latin1'), 'Its bytes are not of its encoding.'],
    [
      'half of UTF-16',
      Buffer.from(`\ufeff${A('<B>x</B>')}`, 'utf16le').subarray(0, 51),
      'Its bytes are not of its encoding.',
    ],
    [
      'an unknown encoding',
      bytes(A('<B>x</B>', '<?xml version="1.0" encoding="EBCDIC-CP-US"?>')),
      /is not one that is understood/,
    ],
    ['UTF-7', bytes(A('<B>+ADw-</B>', '<?xml version="1.0" encoding="UTF-7"?>')), /is not one that is understood/],
    [
      'an encoding that its mark denies',
      bytes(`\ufeff${A('', '<?xml version="1.0" encoding="ISO-8859-1"?>')}`),
      /is not one/,
    ],
  ])('%s', (_what, encoded, why) => {
    expect(textOfB(encoded)).toEqual(typeof why === 'string' ? why : expect.stringMatching(why));
  });

  test('names that mean something to JavaScript do no harm', () => {
    read(A('<__proto__><polluted>1</polluted></__proto__><constructor/><B>x</B>'));
    read(`<A xmlns="${STAR_NAMESPACE}" __proto__="x" constructor="y"><B>x</B></A>`);
    expect('polluted' in {}).toBe(false);
  });

  // Each a megabyte, the most that we take in: the time is bounded whatever is in it.
  test.each([
    ['one attribute', `<A x="${'y'.repeat(1_000_000)}"/>`],
    ['attributes', `<A ${Array.from({ length: 60_000 }, (_, i) => `a${i}="${i}"`).join(' ')}/>`],
    ['a name', `<${'A'.repeat(1_000_000)}/>`],
    ['opening angles', '<'.repeat(1_000_000)],
    ['quotes', `<A x=${'"'.repeat(1_000_000)}/>`],
    ['ampersands', A(`<B>${'&'.repeat(1_000_000)}</B>`)],
    ['comments', A('<!---->'.repeat(140_000))],
    ['spaces in a tag', `<A${' '.repeat(1_000_000)}/>`],
    ['namespaces', A(Array.from({ length: 90 }, (_, i) => `<C xmlns:n${i}="u">`).join(''))],
    ['instructions', A('<?a?>'.repeat(190_000))],
  ])('a megabyte of %s is done with in 5 seconds', (_what, text) => {
    const began = performance.now();
    read(text);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
