import { withoutSlash } from '../../../nodes/shared/model';

it('an address loses the slashes at its end, and no others', () => {
	expect(['https://a.example', 'https://a.example/', 'https://a.example/n8n//', ''].map(withoutSlash)).toEqual([
		'https://a.example',
		'https://a.example',
		'https://a.example/n8n',
		'',
	]);
});
