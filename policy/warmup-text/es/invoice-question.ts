import type { Plot } from '../plot.ts';

export const invoiceQuestion: Plot = {
  name: 'invoice-question',
  subjects: [
    'Pregunta sobre la factura de {month}',
    'Factura de {month}',
    'Una duda con la factura de {month}',
  ],
  facts: {
    supplier: ['la imprenta', 'la empresa de limpieza', 'la papelería', 'la mensajería', 'la jardinería'],
    month: ['enero', 'marzo', 'abril', 'junio', 'septiembre', 'octubre'],
    item: [
      'una entrega adicional',
      'un recargo',
      'una hora más',
      'un servicio urgente',
      'una segunda visita',
    ],
    person: ['Sofía', 'Tomás', 'Elena', 'Roberto', 'Ana'],
    day: ['el lunes', 'el martes', 'el miércoles', 'el jueves'],
  },
  turns: [
    [
      [
        'Estoy revisando la factura de {supplier}, la de {month}.',
        'Ha llegado la factura de {month} de {supplier}.',
        'Tengo aquí la factura de {supplier}, mes de {month}.',
      ],
      [
        'Aparece {item}, ¿sabes algo?',
        'Incluye {item}, y no sé a qué corresponde.',
        'Me llama la atención un punto, {item}: ¿estaba acordado?',
      ],
      ['Lo demás está bien.', 'El resto es lo de siempre.', ''],
    ],
    [
      [
        'Algo recuerdo, pero no con exactitud.',
        'Puede ser, hubo un caso especial.',
        'De memoria no sabría decirte.',
      ],
      [
        '{person} hizo un pedido en {month} y lo sabrá.',
        'Creo que {person} habló con ellos, le pregunto.',
        'Déjame preguntar a {person}, que llevaba el contacto.',
      ],
      ['¿Es urgente?', '¿Para cuándo hay que pagarla?'],
    ],
    [
      [
        'Hay tiempo, vence a fin de mes.',
        'No es urgente, tenemos dos semanas más.',
        'Puede esperar hasta la semana que viene.',
      ],
      [
        'Pero estaría bien saberlo {day}.',
        'Si me dices algo {day}, me basta.',
        'Una respuesta {day} sería perfecta.',
      ],
    ],
    [
      [
        '{person} lo confirma, está bien.',
        'Hablé con {person}: es correcto.',
        'Está en orden, fue {person} quien lo pidió.',
      ],
      [
        'En {month} hubo un cambio de última hora.',
        'Se acordó por teléfono, por eso no hay nota.',
        'El pedido original era demasiado pequeño.',
      ],
      ['¿Lo necesitas por escrito?', '¿Escribo una nota breve para el archivo?'],
    ],
    [
      ['Gracias por averiguarlo tan rápido.', 'Muchas gracias, así puedo cerrarlo.', 'Qué rapidez, gracias.'],
      [
        'Una nota breve estaría bien, con una frase basta.',
        'Sí, por favor, una línea para el archivo.',
        'Si no es mucha molestia, una nota ayudaría.',
      ],
      ['Autorizo el pago {day}.', 'Se paga {day}, entonces.'],
    ],
    [
      ['La nota ya está en la carpeta.', 'Dejé la nota junto a la factura.', 'Nota escrita y archivada.'],
      [
        'La próxima vez lo ponemos directamente en el pedido.',
        'Le pedí a {person} que la próxima vez lo anote.',
        'Espero que la próxima factura se explique sola.',
      ],
    ],
  ],
};
