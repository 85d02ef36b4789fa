import type { Plot } from '../plot.ts';

export const draftReview: Plot = {
  name: 'draft-review',
  subjects: [
    'Borrador: {document}',
    '¿Puedes leer un borrador?',
    'Tu opinión sobre {document}',
    'Primera versión: {document}',
  ],
  facts: {
    document: [
      'el informe del proyecto',
      'la guía de bienvenida',
      'el resumen trimestral',
      'la descripción del servicio',
      'las normas de vacaciones',
      'la ficha del producto',
    ],
    part: ['la introducción', 'la segunda parte', 'la conclusión', 'la tabla final', 'la sección de costes'],
    day: ['el lunes', 'el martes', 'el miércoles'],
    deadline: ['el jueves', 'el viernes'],
    pages: ['seis', 'ocho', 'diez', 'doce'],
  },
  turns: [
    [
      [
        'En la carpeta compartida hay un primer borrador: {document}.',
        'Ya está el borrador que te comenté, {document}; lo tienes en la carpeta.',
        'Terminé una primera versión de lo que hablamos, {document}.',
      ],
      [
        '¿Podrías leerlo y decirme qué te parece?',
        '¿Tendrías un momento para mirarlo?',
        'Me interesa mucho tu opinión.',
      ],
      [
        'Lo que menos me convence es {part}.',
        'Tengo dudas sobre todo con {part}.',
        'El punto más flojo es quizá {part}.',
      ],
    ],
    [
      [
        'Gracias, ya lo encontré.',
        'Lo he visto en la carpeta, gracias.',
        'Gracias por el borrador, lo acabo de abrir.',
      ],
      [
        'Son {pages} páginas, así que lo leo {day} con calma.',
        'Para {pages} páginas necesito tranquilidad, será {day}.',
        'Puedo leer las {pages} páginas {day}.',
      ],
      ['¿Para cuándo necesitas mis comentarios?', '¿Cuándo te hace falta?'],
    ],
    [
      ['Con {day} me basta.', 'No hay prisa, {day} está bien.', 'Perfecto, {day} es buen momento.'],
      [
        'Quiero enviarlo {deadline}.',
        'Tiene que estar listo {deadline}.',
        'La versión final sale {deadline}.',
      ],
      [
        'Bastan comentarios breves, la ortografía la reviso yo.',
        'Escribe directamente en el texto, luego lo ordeno.',
        '',
      ],
    ],
    [
      ['Ya lo leí y está muy bien.', 'Leído, me gusta.', 'Terminé de leerlo, buen trabajo.'],
      [
        'Solo acortaría un poco {part}.',
        'Me costó un poco {part}, quizá ayude un ejemplo.',
        'Yo dejaría en la mitad {part}.',
      ],
      ['Hay dos comentarios en el margen.', 'Lo demás se entiende bien.', 'El resto puede quedarse así.'],
    ],
    [
      [
        'Muchas gracias, me ayuda mucho.',
        'Gracias por leerlo tan rápido.',
        'Gracias, era justo lo que necesitaba.',
      ],
      [
        'Esta mañana cambié {part}.',
        'Escribí de nuevo {part}, ahora es más breve.',
        'Tenías razón, ya cambié {part}.',
      ],
      ['¿Quieres verlo otra vez?', '¿Le echas otro vistazo antes de que salga?'],
    ],
    [
      [
        'No hace falta, seguro que está bien.',
        'Lo miré un momento, mucho mejor.',
        'Acabo de leerlo, ahora queda muy claro.',
      ],
      ['Puedes enviarlo {deadline}.', 'Por mi parte puede salir.', 'Mucha suerte {deadline}.'],
    ],
  ],
};
