import './style/type.css';
import './style/base.css';
import './style/parts.css';
import './style/screens.css';
import { render } from 'preact';
import { App } from './app.js';
import { refresh, watch } from './session.js';

const page = document.getElementById('page');
if (page) render(<App />, page);
watch();
void refresh();
