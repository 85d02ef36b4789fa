import type { Plot } from '../plot.ts';

export const invoiceQuestion: Plot = {
  name: 'invoice-question',
  subjects: ['Frage zur Rechnung für {month}', 'Rechnung für {month}', 'Kurze Frage zu einer Rechnung'],
  facts: {
    supplier: ['Reinigungsfirma', 'Druckerei', 'Gärtnerei', 'Wäscherei', 'Spedition', 'Kaffeerösterei'],
    month: ['Januar', 'März', 'April', 'Juni', 'September', 'Oktober'],
    item: [
      'eine zusätzliche Lieferung',
      'ein Zuschlag',
      'eine weitere Stunde',
      'eine Eilgebühr',
      'eine zweite Anfahrt',
    ],
    person: ['Sophie', 'Thomas', 'Helene', 'Robert', 'Anna'],
    day: ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag'],
  },
  turns: [
    [
      [
        'Ich prüfe gerade die Rechnung der {supplier} für {month}.',
        'Die {supplier} hat die Rechnung für {month} geschickt.',
        'Bei mir liegt die Rechnung der {supplier} für {month}.',
      ],
      [
        'Darauf steht {item}, weißt du etwas davon?',
        'Aufgeführt ist auch {item}, das kann ich nicht zuordnen.',
        'Mich wundert ein Posten, {item}: War das so vereinbart?',
      ],
      ['Alles andere stimmt.', 'Der Rest ist wie immer.', ''],
    ],
    [
      [
        'Ich erinnere mich dunkel, aber nicht genau.',
        'Das kann gut sein, es gab damals einen Sonderfall.',
        'Aus dem Kopf kann ich es nicht sagen.',
      ],
      [
        '{person} hat im {month} dort bestellt und müsste es wissen.',
        'Ich glaube, {person} hat mit der {supplier} gesprochen, ich frage nach.',
        'Ich frage {person}, da gab es Kontakt zur {supplier}.',
      ],
      ['Ist es eilig?', 'Bis wann musst du sie bezahlen?'],
    ],
    [
      [
        'Es ist noch Zeit, sie ist erst zum Monatsende fällig.',
        'Nicht eilig, wir haben noch zwei Wochen.',
        'Das kann bis nächste Woche warten.',
      ],
      [
        'Schön wäre es trotzdem, bis {day} Bescheid zu wissen.',
        'Wenn ich bis {day} von dir höre, reicht das.',
        'Eine Antwort bis {day} wäre nett.',
      ],
    ],
    [
      [
        '{person} hat es bestätigt, der Posten ist richtig.',
        'Ich habe {person} gefragt: Der Posten stimmt.',
        'Es ist in Ordnung, {person} hatte darum gebeten.',
      ],
      [
        'Im {month} gab es eine kurzfristige Änderung.',
        'Das wurde am Telefon vereinbart, deshalb fehlt eine Notiz.',
        'Die ursprüngliche Bestellung war einfach zu klein.',
      ],
      ['Brauchst du es schriftlich?', 'Soll ich eine kurze Notiz für die Akten schreiben?'],
    ],
    [
      [
        'Danke, dass du das so schnell geklärt hast.',
        'Vielen Dank, dann kann ich das abschließen.',
        'Super, das ging schnell.',
      ],
      [
        'Eine kurze Notiz wäre gut, ein Satz genügt.',
        'Ja bitte, eine Zeile für die Akten reicht.',
        'Wenn es keine Mühe macht, wäre eine Notiz hilfreich.',
      ],
      ['Am {day} gebe ich die Zahlung frei.', 'Bezahlt wird sie dann am {day}.'],
    ],
    [
      [
        'Die Notiz liegt im Ordner.',
        'Die Notiz liegt jetzt bei der Rechnung.',
        'Notiz geschrieben und abgelegt.',
      ],
      [
        'Beim nächsten Mal schreiben wir es gleich auf die Bestellung.',
        'Ich habe {person} gebeten, es nächstes Mal zu vermerken.',
        'Hoffentlich erklärt sich die nächste Rechnung von selbst.',
      ],
    ],
  ],
};
