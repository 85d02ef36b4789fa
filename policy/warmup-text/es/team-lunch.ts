import type { Plot } from '../plot.ts';

export const teamLunch: Plot = {
  name: 'team-lunch',
  subjects: ['¿Comida {day}?', 'Comida de equipo', 'Comer fuera {day}', 'Una idea para {day}'],
  facts: {
    occasion: [
      'por el cumpleaños de Clara',
      'por la llegada de Simón',
      'para despedir a María',
      'por el final del proyecto',
      'antes del verano',
    ],
    day: ['el miércoles', 'el jueves', 'el viernes'],
    place: [
      'el italiano de la esquina',
      'el restaurante tailandés',
      'la cantina del parque',
      'el café del puente',
      'el griego de la plaza',
    ],
    people: ['seis', 'siete', 'ocho', 'nueve'],
    time: ['13:30', '13:45', '14:00'],
    dish: ['el menú del día', 'la sopa', 'la pasta', 'el arroz con verduras', 'la ensalada'],
  },
  turns: [
    [
      [
        'Podríamos salir a comer {occasion}.',
        '¿Qué te parece una comida {occasion}?',
        'Se me ocurre que comamos todo el equipo {occasion}.',
      ],
      ['Un buen día sería {day}.', 'Quizá {day}, que estamos casi todo el equipo.', 'Yo propongo {day}.'],
      ['¿Se te ocurre algún sitio?', '¿Adónde irías?', '¿Alguna preferencia?'],
    ],
    [
      ['Qué buena idea, cuenta conmigo.', 'Me gusta, claro que voy.', 'Muy bien, tengo tiempo.'],
      ['Propongo {place}.', '¿Qué tal {place}?', 'Nunca falla {place}.'],
      ['¿Cuántas personas somos?', '¿Sabes cuánta gente viene?'],
    ],
    [
      [
        'Pregunté, somos {people}.',
        'En total somos {people}.',
        'Hasta ahora han dicho que sí {people} personas.',
      ],
      ['El sitio me parece muy bien.', 'Hace mucho que no voy, perfecto.', 'De acuerdo con el sitio.'],
      ['¿Se puede reservar?', '¿Reservamos mesa?'],
    ],
    [
      [
        'Llamé, nos guardan una mesa para {people} a las {time}.',
        'La mesa está reservada, {people} personas a las {time}.',
        'Tienen una mesa grande para las {time}.',
      ],
      ['Si queremos, podemos pedir antes {dish}.', 'Recomiendan {dish}.', 'Yo volvería a tomar {dish}.'],
      ['¿Hay alguien que no coma carne?', '¿Alguien tiene alergias?'],
    ],
    [
      [
        'Dos personas comen vegetariano, allí no será problema.',
        'Solo un menú vegetariano, nada más.',
        'Sin alergias, dos prefieren no comer carne.',
      ],
      [
        'Aviso al resto de que es a las {time}.',
        'Le digo a todo el mundo que empezamos a las {time}.',
        'El resto ya sabe que es a las {time}.',
      ],
      ['¿Compramos también una tarjeta?', '¿Llevamos también una tarjeta?'],
    ],
    [
      [
        'Sí, la compro de camino.',
        'Buena idea, mañana me ocupo.',
        'Puedo hacerlo yo, hay una tienda cerca de casa.',
      ],
      ['Nos vemos {day}.', 'Qué ganas de que llegue la comida.', 'Va a ser un buen día.'],
    ],
  ],
};
