//! `layerscope report`, `layerscope demo`, `layerscope IMAGE` without a browser, `layerscope schema`.

use std::io;
use std::path::Path;

use super::examine::{Reading, examine, open as open_image, options};
use super::{CommandError, Environment, cache, mask, note};
use crate::analysis::Examined;
use crate::analysis::dive::{DiveAccounting, DiveFigures};
use crate::cache::Cache;
use crate::cli::{self, AccountingKind, Measuring, ReportFormat, SchemaOf};
use crate::gate::{Exit, Verdict};
use crate::image::Image;
use crate::layer::NoSinks;
use crate::limits::Limits;
use crate::report::dive_json::{self, DiveJson};
use crate::report::output::Output;
use crate::report::text::{self, Text};
use crate::report::{json, schema};
use crate::tui::settings::Flags;

/// Rows of waste in a text report.
const ROWS: usize = 20;

/// `layerscope IMAGE`: the text report, or with `-j` dive's JSON and nothing else.
pub(super) fn open(options: &cli::Open, environment: &Environment) -> Result<Exit, CommandError> {
    let format = if options.json.is_some() {
        ReportFormat::DiveJson
    } else {
        ReportFormat::Text
    };
    if let Some(flag) = options.unjudged {
        let line = format!(
            "layerscope: {flag}: nothing is judged here; add --ci, or use 'layerscope check'"
        );
        note(options.image.quiet, &line);
    }
    let opened = open_image(&options.image, environment)?;
    let what = What {
        measuring: options.measuring,
        format,
        output: options.json.as_deref(),
        choice: opened.choice.as_deref(),
        quiet: options.image.quiet,
        limits: options.image.limits,
        cache: cache::open(
            &options.image,
            &options.look,
            !options.measuring.verify,
            environment,
        ),
    };
    what.say(opened.image, environment)
}

/// `layerscope report IMAGE`.
pub(super) fn report(
    options: &cli::Report,
    environment: &Environment,
) -> Result<Exit, CommandError> {
    let opened = open_image(&options.image, environment)?;
    let what = What {
        measuring: options.measuring,
        format: options.format,
        output: options.output.as_deref(),
        choice: opened.choice.as_deref(),
        quiet: options.image.quiet,
        limits: options.image.limits,
        cache: cache::open(
            &options.image,
            &Flags::default(),
            !options.measuring.verify,
            environment,
        ),
    };
    what.say(opened.image, environment)
}

/// `layerscope demo`.
pub(super) fn demo(options: &cli::Demo, environment: &Environment) -> Result<Exit, CommandError> {
    let what = What {
        measuring: options.measuring,
        format: options.format,
        output: options.output.as_deref(),
        choice: None,
        quiet: true,
        limits: Limits::default(),
        cache: None,
    };
    what.say(crate::demo::image(), environment)
}

/// `layerscope schema`.
pub(super) fn schema(which: SchemaOf) -> Result<Exit, CommandError> {
    let text = match which {
        SchemaOf::Report => schema::schema(),
        SchemaOf::Secrets => schema::secrets(),
    };
    Output::print(text.as_bytes())?;
    Ok(Exit::Passed)
}

/// One report: of what, in what form, where to.
struct What<'a> {
    measuring: Measuring,
    format: ReportFormat,
    output: Option<&'a Path>,
    choice: Option<&'a str>,
    quiet: bool,
    limits: Limits,
    cache: Option<Cache>,
}

impl What<'_> {
    fn say(&self, image: Image, environment: &Environment) -> Result<Exit, CommandError> {
        let image = mask::quoted(image, self.measuring.show_secrets)?;
        let mut out = environment.unfinished.create(self.output)?;
        if self.format == ReportFormat::DiveJson {
            let (examined, written) = self.dive_json(image, &mut out, environment);
            out.finish(written)?;
            return Ok(exit(&examined));
        }
        let dive_wanted = self.measuring.accounting == AccountingKind::Dive;
        let mut accounting = dive_wanted.then(DiveAccounting::new);
        let examined = examine(image, &self.reading(), environment, |index| {
            if let Some(accounting) = &mut accounting {
                accounting.add(index);
            }
        });
        let dive = accounting.map(DiveAccounting::finish);
        let written = self.write(&mut out, &examined, dive.as_ref(), environment);
        out.finish(written)?;
        Ok(exit(&examined))
    }

    fn write(
        &self,
        out: &mut Output,
        examined: &Examined,
        dive: Option<&DiveFigures>,
        environment: &Environment,
    ) -> io::Result<()> {
        let choice = self.choice;
        if self.format == ReportFormat::Json {
            return json::write(
                out,
                &json::Report {
                    examined,
                    dive,
                    verdicts: None,
                    choice,
                },
            );
        }
        let text = Text {
            examined,
            dive,
            choice,
            width: environment.width,
            most: ROWS,
        };
        text::write(out, &text)
    }

    fn dive_json(
        &self,
        image: Image,
        out: &mut Output,
        environment: &Environment,
    ) -> (Examined, io::Result<()>) {
        let mut writing = DiveWriting::new(&image, out);
        let examined = examine(image, &self.reading(), environment, |index| {
            writing.layer(index)
        });
        (examined, writing.finish().1)
    }

    fn reading(&self) -> Reading<'_> {
        Reading {
            options: options(self.measuring.verify, self.limits),
            base: self.measuring.base_layers,
            sinks: &NoSinks,
            quiet: self.quiet,
            cache: self.cache.as_ref(),
        }
    }
}

/// dive's JSON, written layer by layer while the layers are read.
pub(super) struct DiveWriting<'a> {
    json: io::Result<DiveJson<&'a mut Output>>,
    layers: Vec<dive_json::DiveLayer>,
    next: usize,
    accounting: DiveAccounting,
}

impl<'a> DiveWriting<'a> {
    pub(super) fn new(image: &Image, out: &'a mut Output) -> DiveWriting<'a> {
        let layers = dive_json::layers_of(image, &dive_json::ids(image));
        DiveWriting {
            json: DiveJson::new(out),
            layers,
            next: 0,
            accounting: DiveAccounting::new(),
        }
    }

    pub(super) fn layer(&mut self, index: &crate::layer::LayerIndex) {
        self.accounting.add(index);
        if let (Ok(json), Some(layer)) = (&mut self.json, self.layers.get(self.next))
            && let Err(error) = json.layer(layer, index)
        {
            self.json = Err(error);
        }
        self.next += 1;
    }

    /// The figures, and whether all was written.
    pub(super) fn finish(self) -> (DiveFigures, io::Result<()>) {
        let figures = self.accounting.finish();
        let written = self.json.and_then(|json| json.finish(&figures).map(drop));
        (figures, written)
    }
}

/// What a report's exit code says: nothing was judged, but an image that is not what it claims
/// fails, and one that could not be read to its end is not reported whole.
fn exit(examined: &Examined) -> Exit {
    let none: [Verdict; 0] = [];
    match Exit::of(&none, examined.incomplete()) {
        Exit::Passed if !examined.mismatches.is_empty() => Exit::Failed,
        exit => exit,
    }
}
