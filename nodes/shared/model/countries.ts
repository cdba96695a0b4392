/** Member states of the European Union, by their two letters. */
export const europeanUnion = [
	...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV'],
	...['MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'],
];

/** States in which the union's law on consumers holds besides. */
export const europeanEconomicArea = [...europeanUnion, 'IS', 'LI', 'NO'];
