import type { PortalWords } from './words';

export const fr: PortalWords = {
	language: 'Français',
	languages: 'Langue',
	withdraw: {
		function: 'Renoncer au contrat ici',
		confirm: 'Confirmer la rétractation',
		about:
			'Déclarez-nous ici que vous vous rétractez de votre contrat. Vous n’avez pas à dire pourquoi, et il ne faut pas de compte. La page suivante montre votre déclaration, que vous confirmez.',
		name: 'Votre nom',
		contract: 'Numéro de commande',
		contractHint: 'Si vous ne l’avez pas, écrivez ce que vous avez acheté, et quand.',
		email: 'Votre adresse e-mail',
		emailHint: 'Nous y envoyons l’accusé de réception.',
		goods: 'Quels articles (facultatif)',
		goodsHint:
			'Laissez vide pour vous rétracter du contrat entier. Sinon écrivez un article par ligne, par exemple 2 x T-shirt.',
		check: 'Vérifiez votre déclaration',
		checkText: 'Vous déclarez que vous vous rétractez de ce contrat. Cela compte dès que vous confirmez.',
		change: 'Modifier',
		withdrawnFrom: 'Objet de la rétractation',
		wholeContract: 'le contrat entier',
		receivedOn: 'Reçu le',
		reference: 'Référence',
		received: 'Nous avons reçu votre rétractation',
		receivedText:
			'Ceci confirme la réception de votre déclaration et sa date. Cela ne dit pas si elle a été faite dans le délai ; vous aurez de nos nouvelles.',
		mailed: 'Nous envoyons cet accusé de réception à {email}.',
		held: 'Tant d’accusés de réception ont déjà été demandés que celui-ci ne part pas automatiquement par e-mail. Votre déclaration compte quand même. Enregistrez l’accusé ; notre service client s’en occupe.',
		notMailed:
			'Nous ne pouvons pas envoyer d’e-mail à l’adresse telle que vous l’avez écrite. Votre déclaration compte quand même. Enregistrez l’accusé ; notre service client s’en occupe.',
		save: 'Enregistrer l’accusé de réception',
		wrong: 'Il manque quelque chose',
		noName: 'Écrivez votre nom',
		noContract: 'Écrivez le numéro de commande, ou ce que vous avez acheté',
		noEmail: 'Écrivez une adresse e-mail comme name@example.com',
		failed: 'Votre rétractation n’est pas encore enregistrée',
		failedText: 'Quelque chose ne va pas de notre côté. Veuillez confirmer de nouveau dans un instant.',
	},
	gone: 'Il n’y a rien ici',
	goneText: 'Cette page n’existe pas, ou son lien est trop ancien.',
};
