import type { PortalWords } from './words';

export const es: PortalWords = {
	language: 'Español',
	languages: 'Idioma',
	withdraw: {
		function: 'Desistir del contrato aquí',
		confirm: 'Confirmar desistimiento',
		about:
			'Declare aquí que desiste de su contrato. No tiene que decir por qué, y no necesita una cuenta. En la página siguiente ve lo que declara y lo confirma.',
		name: 'Su nombre',
		contract: 'Número de pedido',
		contractHint: 'Si no lo tiene, escriba qué ha comprado y cuándo.',
		email: 'Su correo electrónico',
		emailHint: 'Allí enviamos el acuse de recibo.',
		goods: 'Qué artículos (opcional)',
		goodsHint:
			'Déjelo vacío para desistir del contrato completo. Si no, escriba un artículo en cada línea, por ejemplo 2 x camiseta.',
		check: 'Compruebe lo que declara',
		checkText: 'Usted declara que desiste de este contrato. Cuenta en cuanto lo confirme.',
		change: 'Cambiar',
		withdrawnFrom: 'Desistimiento de',
		wholeContract: 'el contrato completo',
		receivedOn: 'Recibido el',
		reference: 'Referencia',
		received: 'Hemos recibido su desistimiento',
		receivedText:
			'Esto confirma la recepción de su declaración y el momento. No dice si se hizo dentro del plazo; tendrá noticias nuestras.',
		mailed: 'Enviamos este acuse de recibo a {email}.',
		held: 'Ya se han pedido tantos acuses de recibo que este no se envía por sí solo. Su declaración cuenta igualmente. Guarde el acuse de recibo; nuestro servicio de atención se ocupa de ello.',
		notMailed:
			'No podemos enviar un correo a la dirección tal como la ha escrito. Su declaración cuenta igualmente. Guarde el acuse de recibo; nuestro servicio de atención se ocupa de ello.',
		save: 'Guardar el acuse de recibo',
		wrong: 'Falta algo',
		noName: 'Escriba su nombre',
		noContract: 'Escriba el número de pedido, o lo que ha comprado',
		noEmail: 'Escriba un correo electrónico como name@example.com',
		failed: 'Su desistimiento todavía no se ha registrado',
		failedText: 'Algo va mal por nuestra parte. Confírmelo de nuevo dentro de un momento.',
	},
	gone: 'Aquí no hay nada',
	goneText: 'Esta página no existe, o su enlace es demasiado antiguo.',
};
