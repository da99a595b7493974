export function draw(_figure: HTMLElement): void {}
