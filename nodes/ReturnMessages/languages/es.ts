import type { Words } from './words';

export const es: Words = {
	messages: {
		requested: {
			subject: 'Hemos recibido su solicitud de devolución ({reference})',
			text: 'Hemos recibido su solicitud de devolución y la estamos revisando. Tendrá noticias nuestras; por favor, no envíe nada todavía.',
		},
		approved: { subject: 'Su devolución está aprobada ({reference})', text: 'Hemos aprobado su devolución.' },
		label: {
			subject: 'Su etiqueta de devolución ({reference})',
			text: 'Imprima esta etiqueta y entregue su paquete.',
		},
		reminder: {
			subject: 'Por favor, envíe su devolución ({reference})',
			text: 'Su devolución está aprobada y todavía no nos ha llegado nada. Si ya la ha enviado, no tiene que hacer nada.',
		},
		received: {
			subject: 'Su devolución ha llegado ({reference})',
			text: 'Su devolución ha llegado. Ahora revisamos los artículos.',
		},
		part_received: {
			subject: 'Parte de su devolución ha llegado ({reference})',
			text: 'Parte de su devolución ha llegado. El resto todavía no nos ha llegado.',
		},
		inspected: { subject: 'Hemos revisado sus artículos ({reference})', text: 'Hemos revisado sus artículos.' },
		sent_back: {
			subject: 'Le devolvemos sus artículos ({reference})',
			text: 'No podemos aceptar estos artículos tal como están y se los enviamos de nuevo.',
		},
		refund_paid: { subject: 'Su reembolso ({reference})', text: 'Le hemos devuelto el dinero.' },
		refund_failed: {
			subject: 'Su reembolso se retrasa ({reference})',
			text: 'No se ha podido entregar su reembolso. Nos ocupamos de ello y lo pagaremos de otro modo; no tiene que hacer nada.',
		},
		declined: { subject: 'Su devolución ({reference})', text: 'No podemos aceptar la devolución de estos artículos.' },
		canceled: {
			subject: 'Su devolución está cancelada ({reference})',
			text: 'Esta devolución se ha cancelado. Por favor, no use más su etiqueta.',
		},
		expired: {
			subject: 'Su devolución ha caducado ({reference})',
			text: 'No ha llegado nada a tiempo, así que esta devolución ha terminado. Por favor, no use más su etiqueta.',
		},
		exchange: { subject: 'Su cambio ({reference})', text: 'Así está su cambio.' },
		credit_issued: {
			subject: 'Su saldo a favor ({reference})',
			text: 'Le hemos dado un saldo a favor para su próxima compra.',
		},
		withdrawal_received: {
			subject: 'Hemos recibido su desistimiento ({reference})',
			text: 'Hemos recibido su declaración de desistimiento del contrato. Esto confirma su recepción y el momento; no dice si se hizo dentro del plazo.',
		},
		review: {
			subject: 'Una devolución espera su decisión ({reference})',
			text: 'Esta devolución espera su decisión.',
		},
		exception: {
			subject: 'Una devolución le necesita ({reference})',
			text: 'Algo no está bien en esta devolución y una persona debe ocuparse de ello.',
		},
		stuck: {
			subject: 'Un paso está detenido: {step} ({reference})',
			text: 'El paso {step} está detenido: espera a una persona y sigue cuando se repite.',
		},
		connection: {
			subject:
				'{connection_state, select, paused {Conexión en pausa: {connection}} other {Conexión restablecida: {connection}}}',
			text: '{connection_state, select, paused {La conexión {connection} está en pausa. Sus pasos esperan sin gastar intentos.} other {La conexión {connection} funciona de nuevo. Sus pasos continúan.}}',
		},
		not_expected: {
			subject: 'No espere esta devolución ({reference})',
			text: 'Esta devolución ha terminado y su recepción está cancelada en Odoo. Si aun así llega un paquete, apártelo y cuéntelo en el formulario Receive Goods.',
		},
		claim: {
			subject: 'Un paquete que reclamar al transportista ({reference})',
			text: 'El transportista ha perdido o dañado este paquete. Reclámelo con los datos de abajo, dentro del plazo del contrato; después anote lo que responda (claim.decided).',
		},
	},
	labels: {
		return: 'Devolución',
		order: 'Pedido',
		goods: 'Artículos',
		missing: 'Falta todavía',
		amount: 'Importe',
		paid_on: 'Pagado el',
		carrier: 'Transportista',
		tracking_number: 'Número de seguimiento',
		send_by: 'Enviar antes del',
		name: 'Nombre',
		contract: 'Contrato',
		email: 'Correo electrónico',
		withdrawn_from: 'Desistimiento de',
		received_by: 'Recibido por',
		received_on: 'Recibido el',
		statement: 'Su declaración',
		receipt: 'Recepción',
		reason: 'Motivo',
		advice: 'Qué hacer',
		shipping: 'Envío',
		adjustment: 'Ajuste',
		label: 'Etiqueta',
		handed_over: 'Con el transportista desde',
	},
	parts: {
		return_fee: 'Gastos de devolución',
		restocking_fee: 'Gastos de reposición por {goods}',
		piece_fee: 'Gastos por {goods}',
		deduction: 'Deducción por {goods}',
		label: 'Etiqueta de devolución',
		kept: 'No reembolsado de {goods}, que usted conserva',
		tax_kept: 'Impuesto sobre {goods}, que no se reembolsa',
		duties: 'Aranceles sobre {goods}',
		bonus: 'Bonificación por saldo a favor',
		not_paid: 'No pagado, o ya reembolsado',
		outstanding: 'Pendiente de pago del pedido',
		rounding: 'Redondeado a un importe pagable',
		other_refund: 'Pagado con otro reembolso',
	},
	phrases: {
		greeting: 'Hola, {name}:',
		greeting_unknown: 'Hola:',
		piece: '{quantity} × {goods}',
		drop_off: 'Lleve los artículos a una de nuestras tiendas y muestre este código: {reference}',
		label_follows: 'Su etiqueta de devolución llega en otro correo.',
		label_elsewhere: 'La etiqueta llega por separado.',
		open_label: 'Abrir la etiqueta de devolución',
		follow_parcel: 'Seguir el paquete',
		arrives_on_card:
			'Vuelve a la tarjeta o cuenta con la que pagó. Según su banco, lo verá allí después de 5 a 10 días laborables.',
		arrives_as_credit: 'Vuelve a la tarjeta regalo o al saldo con el que pagó y puede usarse enseguida.',
		arrives_by_hand: 'Nuestro departamento de contabilidad lo ha transferido; llega en unos días laborables.',
		object_decline:
			'Si no está de acuerdo, responda a este correo y díganos por qué; una persona lo revisará de nuevo. Sus derechos legales no cambian.',
		object_deduction: 'Si no está de acuerdo con una deducción, responda a este correo y díganos por qué.',
		exchange_held: 'Le guardamos los artículos nuevos hasta que los suyos hayan vuelto.',
		exchange_ordered: 'Sus artículos nuevos están pedidos.',
		exchange_invoice: 'La factura llega con la entrega.',
		exchange_to_pay:
			'Cuestan más que lo que devuelve: por favor, pague la diferencia de {amount} en la factura que recibirá.',
		exchange_rest: 'Cuestan menos que lo que devuelve: le reembolsamos el resto de {amount}.',
		exchange_even: 'No hay nada que pagar.',
		whole_contract: 'el contrato completo',
		see_and_decide: 'Ver y decidir',
		see_execution: 'Ver la ejecución',
	},
	reasons: {
		final_sale: 'Los artículos se vendieron sin derecho a devolución.',
		window_over: 'El plazo de devolución ha terminado.',
		quantity_unavailable: 'Estos artículos ya se han devuelto.',
		quantity_limited: 'Quedan menos unidades por devolver que las solicitadas.',
	},
};
