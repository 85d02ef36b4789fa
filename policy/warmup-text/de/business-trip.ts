import type { Plot } from '../plot.ts';

export const businessTrip: Plot = {
  name: 'business-trip',
  subjects: ['Reise nach {city}', '{city} im nächsten Monat', 'Planung für {city}', 'Fahrt nach {city}'],
  facts: {
    city: ['Wien', 'Hamburg', 'Zürich', 'Prag', 'Kopenhagen', 'Leipzig', 'Brüssel'],
    reason: ['den Lieferantenbesuch', 'die Messe', 'das Kundentreffen', 'den Workshop', 'die Konferenz'],
    train: ['7:10', '7:45', '8:20', '8:55'],
    back: ['16:30', '17:15', '18:05', '18:40'],
    hotel: ['in Bahnhofsnähe', 'in der Altstadt', 'am Fluss', 'nicht weit vom Zentrum'],
    nights: ['eine Nacht', 'zwei Nächte'],
  },
  turns: [
    [
      [
        'Für {reason} in {city} sollten wir langsam buchen.',
        'Ich plane gerade die Reise für {reason} in {city}.',
        'Es wird Zeit, an die Fahrt nach {city} zu denken, für {reason}.',
      ],
      ['Wollen wir zusammen fahren?', 'Fahren wir gemeinsam?', 'Nimmst du denselben Zug?'],
      [
        'Um {train} Uhr fährt einer, mit dem wir rechtzeitig da sind.',
        'Der Zug um {train} Uhr sieht gut aus.',
        'Mit dem um {train} Uhr kommen wir vor Beginn an.',
      ],
    ],
    [
      [
        'Ja, gern, zusammen ist es netter.',
        'Sehr gern, dann können wir unterwegs noch etwas vorbereiten.',
        'Ja, fahren wir gemeinsam.',
      ],
      [
        '{train} Uhr ist früh, aber in Ordnung.',
        'Der Zug um {train} Uhr passt mir.',
        'Den um {train} Uhr schaffe ich.',
      ],
      ['Brauchen wir ein Hotel, oder fahren wir am selben Tag zurück?', 'Bleiben wir über Nacht?'],
    ],
    [
      [
        'Ich würde {nights} bleiben, sonst wird es hektisch.',
        'Bei dem Programm eher {nights}.',
        'Mit allem, was ansteht, brauchen wir {nights}.',
      ],
      [
        'Ein Hotel {hotel} wäre praktisch.',
        'Es gibt nette kleine Häuser {hotel}.',
        'Beim letzten Mal war das Zimmer {hotel}, das war gut.',
      ],
      ['Zurück geht ein Zug um {back} Uhr.', 'Für die Rückfahrt gibt es einen um {back} Uhr.'],
    ],
    [
      [
        'Einverstanden, also {nights}.',
        'Das ist vernünftig, dann {nights}.',
        'Ja, besser {nights}, dann muss niemand rennen.',
      ],
      [
        'Ich suche etwas {hotel}.',
        'Das Hotel kann ich buchen, {hotel} klingt gut.',
        'Überlass mir das Hotel, ich finde etwas {hotel}.',
      ],
      ['Besorgst du die Fahrkarten?', 'Kümmerst du dich um den Zug?'],
    ],
    [
      [
        'Die Karten sind gebucht, hin um {train} Uhr, zurück um {back} Uhr.',
        'Ich habe die Fahrkarten: {train} Uhr hin, {back} Uhr zurück.',
        'Mit dem Zug ist alles klar, Abfahrt {train} Uhr, Rückfahrt {back} Uhr.',
      ],
      ['Wir sitzen nebeneinander.', 'Die Plätze sind im Ruhebereich.', 'Sitzplätze sind auch reserviert.'],
      ['Hast du ein Hotel gefunden?', 'Wie sieht es mit dem Hotel aus?'],
    ],
    [
      [
        'Ja, zwei Zimmer für {nights}, mit Frühstück.',
        'Heute früh gebucht, {nights}, {hotel}.',
        'Das Hotel steht auch, ruhig und {hotel}.',
      ],
      ['Dann kann {city} kommen.', 'Ich freue mich auf {city}.', 'Damit ist für {reason} alles bereit.'],
    ],
  ],
};
