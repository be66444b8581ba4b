/** Sentences speak of cards and buttons; in a text there are words and numbers. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [
    / There is no other free time right now; “More times” on the card asks the shops again\./g,
    ' There is no other free time right now; MORE asks the shops again.',
  ],
  [/“More times” brings/g, 'MORE brings'],
  [/ Choose that time on the card and it is booked\./g, ' It comes as a number to choose.'],
  [/ Other times are on the card\./g, ' Other times follow.'],
  [/(\d+) more times? (?:is|are) on the card\./g, 'There are $1 more.'],
  [/Press Cancel again to see the present fee\./g, 'Reply C again to see the present fee.'],
  [/Choose a time: one click books it\./g, 'Reply a number to book it.'],
  [/Confirm it to cancel(?: that one)?; otherwise/g, 'Reply YES to cancel it; otherwise'],
];

/** The times that follow a sentence have numbers that are not the phone's; an offer follows with those that are. */
const NEXT = / Next: (1\) .*)\.$/s;

/** What an outcome or a status says, in the words of a text message. */
export function spoken(sentence: string): string {
  const plain = sentence.replace(NEXT, (_, times: string) => ` Nearest: ${times.replace(/(^|; )\d+\) /g, '$1')}.`);
  return WORDS.reduce((text, [what, words]) => text.replace(what, words), plain);
}
