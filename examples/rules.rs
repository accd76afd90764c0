use sharecap::extract::*;
use sharecap::layout::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let d = extract(&std::fs::read(&a[1]).unwrap(), &Limits::default()).unwrap();
    let p: u32 = a[2].parse().unwrap();
    for i in &layout(&d).items {
        match i {
            Item::Table(t) if t.page == p => {
                println!("TABLE {:?}", t.bbox);
                for c in &t.cells {
                    println!(
                        "  {:.0},{:.0},{:.0},{:.0} {:?}",
                        c.bbox.x0,
                        c.bbox.y0,
                        c.bbox.x1,
                        c.bbox.y1,
                        c.segments().map(|s| s.text.as_str()).collect::<Vec<_>>()
                    );
                }
            }
            Item::Line(l) if l.segments[0].place.page == p => println!(
                "LINE {:?}",
                l.segments.iter().map(|s| s.text.as_str()).collect::<Vec<_>>()
            ),
            _ => {}
        }
    }
}
