// What elements become: build.ts puts it into every file that has some. `jsx` of preact/jsx-runtime would weigh 1 KB more.
export { Fragment, h } from 'preact';
